package org.candor.courier;

import java.io.IOException;
import java.nio.file.Path;
import org.candor.delivery.Network;
import org.candor.sandbox.BlueskyServer;
import org.candor.sandbox.SocialServer;

class BlueskyContractTest extends PostContract {
    @Override
    SocialServer start(Path folder) throws IOException {
        return BlueskyServer.start(folder, 0);
    }

    @Override
    Courier courier(Plaza plaza, String url, String credentials) {
        return plaza.bluesky(url, credentials);
    }

    @Override
    String kind(Courier courier) {
        return Network.BLUESKY.word();
    }
}
