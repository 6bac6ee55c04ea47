package org.candor.courier;

import java.io.IOException;
import java.nio.file.Path;
import org.candor.delivery.Network;
import org.candor.sandbox.DiscourseServer;
import org.candor.sandbox.SocialServer;

class DiscourseContractTest extends PostContract {
    @Override
    SocialServer start(Path folder) throws IOException {
        return DiscourseServer.start(folder, 0);
    }

    @Override
    Courier courier(Plaza plaza, String url, String credentials) {
        return plaza.discourse(url, credentials);
    }

    @Override
    String kind(Courier courier) {
        return Network.DISCOURSE.word();
    }
}
