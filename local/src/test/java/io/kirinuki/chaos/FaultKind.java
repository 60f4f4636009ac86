package io.kirinuki.chaos;

import java.util.EnumSet;
import java.util.Set;

/** What can go wrong in a run; each is drawn by its weight once every one that is switched on has had its turn. */
enum FaultKind {
    WORKER_KILLED(4, Place.WORKER, "SIGKILL at a random moment"),
    WORKER_ENDED(2, Place.WORKER, "SIGTERM, and started again"),
    WORKER_FROZEN(4, Place.WORKER, "SIGSTOP for up to 8 s: beyond its session it comes back as a zombie"),
    WORKER_TWICE(1, Place.WORKER, "frozen, its namesake started, then both run"),
    KILLED_BEFORE_PUT(3, Place.WORKER, "SIGKILL as an artifact is about to be stored"),
    KILLED_BEFORE_FORWARD(3, Place.WORKER, "SIGKILL once the sidecar is stored, its answer not yet out"),
    KILLED_IN_COMMIT(4, Place.WORKER, "SIGKILL as a transaction's end is sent, or has just been"),
    FROZEN_AT_A_MOMENT(3, Place.WORKER, "SIGSTOP for up to 8 s at one of those moments: a zombie with half an answer"),
    KILLED_IN_RESTORE(2, Place.WORKER, "SIGKILL, and once more while it takes its ledger up"),
    KILLED_IN_SWAP(1, Place.WORKER, "SIGKILL while a new version of the model is loaded"),
    BROKER_KILLED(1, Place.BROKER, "SIGKILL of the broker, started again on its data"),
    BROKER_FROZEN(2, Place.BROKER, "SIGSTOP of the broker for up to 5 s"),
    BROKER_UNREACHABLE(5, Place.LINK, "one worker, or all, reach no broker"),
    BROKER_RESETS(10, Place.LINK, "all connections of workers and broker are reset"),
    GROUP_SHAKEN(3, Place.GROUP, "every member is thrown out of the group, thrice"),
    PARTITIONS_ADDED(1, Place.GROUP, "the requests' topic gets one more partition"),
    STORE_KILLED(1, Place.STORE, "SIGKILL of the store, started again on its data"),
    STORE_ENDED(1, Place.STORE, "SIGTERM of the store, started again on its data"),
    STORE_FROZEN(2, Place.STORE, "SIGSTOP of the store for up to 4 s"),
    STORE_SLOW(4, Place.SHELF, "20 kB/s and 300 ms a call"),
    STORE_CUTS_ANSWERS(6, Place.SHELF, "bodies of the store break off half way, or its answers are lost"),
    STORE_CUTS_REQUESTS(6, Place.SHELF, "bodies to the store break off half way"),
    STORE_500(5, Place.SHELF, "500 to some calls: all, reads, writes or one bucket's"),
    STORE_503(5, Place.SHELF, "503 SlowDown or ServiceUnavailable, likewise"),
    STORE_429(4, Place.SHELF, "429, likewise"),
    STORE_403(2, Place.SHELF, "403 with a code that says it will pass"),
    STORE_FULL(4, Place.SHELF, "507 to every write"),
    CLOCK_SET(6, Place.CLOCK, "the wall clock of a worker jumps by up to half a minute, back and forth"),
    DEVICE_OUT_OF_MEMORY(6, Place.DEVICE, "batches run out of memory, those of one too"),
    DEVICE_HICCUP(8, Place.DEVICE, "one run fails"),
    DEVICE_DOWN(3, Place.DEVICE, "every run fails for a while"),
    MODEL_REPLACED(4, Place.MODELS, "a newer version of the model is put into its folder"),
    POISON_IMAGE(6, Place.LOAD, "an image on which the device fails"),
    KILLER_IMAGE(1, Place.LOAD, "an image that ends the process of whoever runs it"),
    JOB_KILLED(1, Place.JOBS, "a submission, a replay or a redrive is killed, and resumed until it is done");

    /** What a fault holds on to while it lasts: one at a time in each place. */
    enum Place {
        WORKER,
        BROKER,
        LINK,
        GROUP,
        STORE,
        SHELF,
        CLOCK,
        DEVICE,
        MODELS,
        LOAD,
        JOBS
    }

    final int weight;
    final Place place;
    final String meaning;

    FaultKind(int weight, Place place, String meaning) {
        this.weight = weight;
        this.place = place;
        this.meaning = meaning;
    }

    /** Those that need a device which does as it is told. */
    static Set<FaultKind> ofTheStandIn() {
        return EnumSet.of(DEVICE_OUT_OF_MEMORY, DEVICE_HICCUP, DEVICE_DOWN, POISON_IMAGE, KILLER_IMAGE);
    }
}
