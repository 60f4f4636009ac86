package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MeanwhileTest {
    private final CountDownLatch closed = new CountDownLatch(1);

    private AutoCloseable thing() {
        return closed::countDown;
    }

    @Test
    void whoBeganItGoesOnAndFindsItMade() throws Exception {
        CountDownLatch goneOn = new CountDownLatch(1);
        AutoCloseable thing = thing();
        Meanwhile<AutoCloseable> made = Meanwhile.make("made-meanwhile", () -> {
            awaitUninterrupted(goneOn);
            assertThat(Thread.currentThread().getName()).isEqualTo("made-meanwhile");
            return thing;
        });
        goneOn.countDown();
        assertThat(made.get()).isSameAs(thing);
        assertThat(closed.getCount()).isOne();
    }

    @Test
    void whatItsMakerThrowsIsThrownWhereItIsTaken() {
        StartException advice = new StartException("models.directory: no model");
        Meanwhile<AutoCloseable> failed = Meanwhile.make("failing", () -> {
            throw advice;
        });
        assertThatThrownBy(failed::get).isSameAs(advice);
        Meanwhile<AutoCloseable> broken = Meanwhile.make("broken", () -> {
            throw new NoClassDefFoundError("ai/onnxruntime");
        });
        assertThatThrownBy(broken::get).isInstanceOf(NoClassDefFoundError.class);
    }

    /** A start that fails while models are loaded leaves none behind. */
    @Test
    void whatIsGivenUpIsClosedAlsoWhereItIsStillBeingMade() {
        CountDownLatch givenUp = new CountDownLatch(1);
        Meanwhile<AutoCloseable> made = Meanwhile.make("slow", () -> {
            awaitUninterrupted(givenUp);
            return thing();
        });
        StartException why = new StartException("Topics are missing.");
        givenUp.countDown();
        made.giveUp(why);
        assertThat(closed.getCount()).isZero();
        assertThat(why.getSuppressed()).isEmpty();
    }

    @Test
    void whatFailsAsWellIsToldBesideTheReason() {
        StartException why = new StartException("Topics are missing.");
        Meanwhile<AutoCloseable> failed = Meanwhile.make("failing", () -> {
            throw new StartException("models.directory: no model");
        });
        failed.giveUp(why);
        assertThat(why.getSuppressed()).hasSize(1);
        assertThat(why.getSuppressed()[0]).hasMessageContaining("models.directory: no model");
    }

    @Test
    void whatItFailedOfItselfIsNotToldTwice() {
        StartException why = new StartException("models.directory: no model");
        Meanwhile<AutoCloseable> failed = Meanwhile.make("failing", () -> {
            throw why;
        });
        failed.giveUp(why);
        assertThat(why.getSuppressed()).isEmpty();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
