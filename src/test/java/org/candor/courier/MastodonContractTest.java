package org.candor.courier;

import java.io.IOException;
import java.nio.file.Path;
import org.candor.delivery.Network;
import org.candor.sandbox.MastodonServer;
import org.candor.sandbox.SocialServer;

class MastodonContractTest extends PostContract {
    @Override
    SocialServer start(Path folder) throws IOException {
        return MastodonServer.start(folder, 0);
    }

    @Override
    Courier courier(Plaza plaza, String url, String credentials) {
        return plaza.mastodon(url, credentials);
    }

    @Override
    String kind(Courier courier) {
        return Network.MASTODON.word();
    }
}
