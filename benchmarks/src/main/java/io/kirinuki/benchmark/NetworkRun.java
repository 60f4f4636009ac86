package io.kirinuki.benchmark;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.model.Device;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.model.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The subject network alone, over pictures that are sampled already: batches as a worker runs them, on as many lanes as it
 * has. What a worker is given by its accelerator at best.
 */
public final class NetworkRun {
    private final List<List<Pixels>> batches = new ArrayList<>();
    private final List<Accelerator.Lane<Pixels, Prediction>> lanes = new ArrayList<>();
    private final ExecutorService threads;

    public NetworkRun(List<byte[]> photos) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        int most = Device.CPU.maxBatch();
        Network network = Network.load(CutoutStages.subject(), NetworkOptions.of(Device.CPU, most));
        for (byte[] file : photos) {
            if (batches.isEmpty() || batches.getLast().size() == most) batches.add(new ArrayList<>());
            try (Photo photo =
                    PhotoFile.read(file, HeaderProbe.probe(file).orThrow()).orThrow()) {
                batches.getLast().add(photo.sample(network.manifest().input().sampling(photo.size())));
            }
        }
        for (int i = 0; i < Device.CPU.lanes(cores); i++) lanes.add(network.open());
        this.threads = Executors.newFixedThreadPool(lanes.size());
    }

    /** All pictures, so many times. */
    public void run(int times) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            int first = i;
            running.add(threads.submit(() -> {
                for (int time = 0; time < times; time++) runOn(first);
                return null;
            }));
        }
        for (Future<?> each : running) each.get();
    }

    private void runOn(int lane) throws Exception {
        for (int batch = lane; batch < batches.size(); batch += lanes.size()) {
            var unused = lanes.get(lane).run(batches.get(batch));
        }
    }
}
