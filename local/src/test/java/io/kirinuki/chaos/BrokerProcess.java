package io.kirinuki.chaos;

import io.kirinuki.local.EmbeddedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker in a process of its own. It listens at one door for whoever watches, and at one more for each worker, of
 * which it gives out the address of a proxy: so each worker's network can fail alone.
 */
final class BrokerProcess {
    private BrokerProcess() {}

    /** Folder, controller's port, own port, then for each worker its door's port and that of its proxy. */
    public static void main(String[] words) throws Exception {
        Lifeline.hold();
        String controller = "127.0.0.1:" + words[1];
        List<String> listeners = new ArrayList<>();
        List<String> advertised = new ArrayList<>();
        List<String> protocols = new ArrayList<>(List.of("CONTROLLER:PLAINTEXT"));
        listeners.add("CONTROLLER://" + controller);
        for (int i = 2; i < words.length; i += 2) {
            String name = i == 2 ? "PLAINTEXT" : "WORKER" + i;
            listeners.add(name + "://127.0.0.1:" + words[i]);
            advertised.add(name + "://127.0.0.1:" + words[i + 1]);
            protocols.add(name + ":PLAINTEXT");
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.put("listeners", String.join(",", listeners));
        settings.put("advertised.listeners", String.join(",", advertised));
        settings.put("listener.security.protocol.map", String.join(",", protocols));
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        EmbeddedKafka kafka = EmbeddedKafka.startAmidClients(Path.of(words[0]), Integer.parseInt(words[2]), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
        System.out.println("up");
    }
}
