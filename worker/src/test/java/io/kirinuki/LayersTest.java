package io.kirinuki;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.PixelSize;

/** The arrow points one way: schemas, engine, worker; and inside the engine along the image's journey. */
@AnalyzeClasses(packages = "io.kirinuki", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    private static final String[] ENGINE = {
        "io.kirinuki.image..",
        "io.kirinuki.annotation..",
        "io.kirinuki.encode..",
        "io.kirinuki.outcome..",
        "io.kirinuki.reach..",
        "io.kirinuki.store..",
        "io.kirinuki.address..",
        "io.kirinuki.model..",
        "io.kirinuki.batch..",
        "io.kirinuki.operation..",
        "io.kirinuki.pipeline..",
        "io.kirinuki.catalogue..",
        "io.kirinuki.evaluation.."
    };

    @ArchTest
    static final ArchRule contractsKnowNobody = noClasses()
            .that()
            .resideInAPackage("io.kirinuki.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kirinuki.image..",
                    "io.kirinuki.outcome..",
                    "io.kirinuki.store..",
                    "io.kirinuki.pipeline..",
                    "io.kirinuki.worker..",
                    "org.apache.kafka..");

    @ArchTest
    static final ArchRule engineKnowsNothingOfKafka = noClasses()
            .that()
            .resideInAnyPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kirinuki.worker..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsItsSdk = noClasses()
            .that()
            .resideOutsideOfPackage("io.kirinuki.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.minio..");

    /** Below the SDK, and for addresses, whose client goes nowhere else. */
    @ArchTest
    static final ArchRule onlyTheStoreAndAddressesKnowTheHttpClient = noClasses()
            .that()
            .resideOutsideOfPackages("io.kirinuki.store..", "io.kirinuki.address..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("okhttp3..");

    @ArchTest
    static final ArchRule onlyModelsKnowOnnxRuntime = noClasses()
            .that()
            .resideOutsideOfPackage("io.kirinuki.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule onlyImagesKnowOpenCv = noClasses()
            .that()
            .resideOutsideOfPackage("io.kirinuki.image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule onlyHeifCallsTheMachinesLibraries = noClasses()
            .that()
            .resideOutsideOfPackage("io.kirinuki.image.heif..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..");

    /** Each room of the image engine, and which others it may know: so there are no circles. */
    @ArchTest
    static final ArchRule roomsOfImagesLieInLayers = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.kirinuki.image..")
            .layer("image")
            .definedBy("io.kirinuki.image")
            .layer("resample")
            .definedBy("io.kirinuki.image.resample")
            .layer("mask")
            .definedBy("io.kirinuki.image.mask")
            .layer("compose")
            .definedBy("io.kirinuki.image.compose")
            .layer("png")
            .definedBy("io.kirinuki.image.png")
            .layer("draw")
            .definedBy("io.kirinuki.image.draw")
            .layer("heif")
            .definedBy("io.kirinuki.image.heif")
            .layer("file")
            .definedBy("io.kirinuki.image.probe.file")
            .layer("tiff")
            .definedBy("io.kirinuki.image.probe.tiff")
            .layer("jpeg")
            .definedBy("io.kirinuki.image.probe.jpeg")
            .layer("probe")
            .definedBy("io.kirinuki.image.probe")
            .layer("remark")
            .definedBy("io.kirinuki.image.remark")
            .layer("decode")
            .definedBy("io.kirinuki.image.decode")
            .whereLayer("resample")
            .mayNotAccessAnyLayer()
            .whereLayer("image")
            .mayOnlyAccessLayers("resample")
            .whereLayer("mask")
            .mayOnlyAccessLayers("image")
            .whereLayer("compose")
            .mayOnlyAccessLayers("image", "resample")
            .whereLayer("png")
            .mayOnlyAccessLayers("image")
            .whereLayer("draw")
            .mayOnlyAccessLayers("image", "resample", "png")
            .whereLayer("heif")
            .mayOnlyAccessLayers("image")
            .whereLayer("file")
            .mayOnlyAccessLayers("image")
            .whereLayer("tiff")
            .mayOnlyAccessLayers("image", "file")
            .whereLayer("jpeg")
            .mayOnlyAccessLayers("image", "file", "tiff")
            .whereLayer("probe")
            .mayOnlyAccessLayers("image", "file", "tiff", "jpeg", "heif")
            .whereLayer("remark")
            .mayOnlyAccessLayers("image", "file", "tiff", "jpeg", "heif", "probe")
            .whereLayer("decode")
            .mayOnlyAccessLayers("image", "file", "tiff", "jpeg", "heif", "probe", "remark")
            .ensureAllClassesAreContainedInArchitectureIgnoring(resideOutsideOfPackage("io.kirinuki.image.."));

    @ArchTest
    static final ArchRule onlyMetricsKnowPrometheus = noClasses()
            .that()
            .resideOutsideOfPackage("io.kirinuki.worker.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.prometheus..");

    @ArchTest
    static final ArchRule onlyTracesKnowOpenTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("io.kirinuki.worker.trace..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule onlyHttpKnowsItsServer = noClasses()
            .that()
            .resideOutsideOfPackage("io.kirinuki.worker.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jetty..", "com.sun.net.httpserver..");

    /** So a worker starts without a network: it cannot even ask for one of the catalogue's models. */
    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsTheCatalogue = noClasses()
            .that()
            .resideOutsideOfPackages("io.kirinuki.catalogue..", "io.kirinuki.worker.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kirinuki.catalogue..");

    @ArchTest
    static final ArchRule theLedgerIsFreeOfImages = noClasses()
            .that()
            .resideInAPackage("io.kirinuki.worker.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kirinuki.pipeline..", "io.kirinuki.image..", "io.kirinuki.worker.event..");

    /** So that a fourth kind of job is a folder of its own, which nothing but the command line names. */
    @ArchTest
    static final ArchRule noKindOfJobKnowsAnother = slices().matching(
                    "io.kirinuki.worker.job.(replay|redrive|submit)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsTheKindsOfJobs = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.kirinuki.worker.cli.job..",
                    "io.kirinuki.worker.job.replay..",
                    "io.kirinuki.worker.job.redrive..",
                    "io.kirinuki.worker.job.submit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kirinuki.worker.job.replay..",
                    "io.kirinuki.worker.job.redrive..",
                    "io.kirinuki.worker.job.submit..");

    @ArchTest
    static final ArchRule theJournalKnowsOnlyWhatItIsWrittenIn = noClasses()
            .that()
            .resideInAPackage("io.kirinuki.worker.job.journal..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.kirinuki.worker.job")
                    .or(resideInAPackage("io.kirinuki.worker.cli.."))
                    .or(resideInAPackage("io.kirinuki.worker.event..")));

    @ArchTest
    static final ArchRule historyKnowsNothingOfJobs = noClasses()
            .that()
            .resideInAPackage("io.kirinuki.worker.job.history..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.kirinuki.worker.job")
                    .or(resideInAPackage("io.kirinuki.worker.job.journal.."))
                    .or(resideInAPackage("io.kirinuki.worker.cli..")));

    /** A worker must not come to need what looks after it from outside. */
    @ArchTest
    static final ArchRule workersKnowNothingOfJobs = noClasses()
            .that()
            .resideInAPackage("io.kirinuki.worker..")
            .and()
            .resideOutsideOfPackages("io.kirinuki.worker.job..", "io.kirinuki.worker.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kirinuki.worker.job..");

    @ArchTest
    static final ArchRule roomsOfTheCommandLineKnowOneAnotherByName = slices().matching(
                    "io.kirinuki.worker.cli.(models|eval|job)..")
            .should()
            .notDependOnEachOther();

    /** What looks after the worker is told by it, and asks no publisher itself. */
    @ArchTest
    static final ArchRule supervisionKnowsNoStage = noClasses()
            .that()
            .resideInAnyPackage("io.kirinuki.worker.supervision..", "io.kirinuki.worker.topic..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kirinuki.store..",
                    "io.kirinuki.batch..",
                    "io.kirinuki.worker.event..",
                    "io.kirinuki.worker.job..",
                    "io.kirinuki.worker.metrics..",
                    "io.kirinuki.worker.config..");

    @ArchTest
    static final ArchRule onlyThePipelineKnowsAllStages = classes()
            .that()
            .resideInAnyPackage("io.kirinuki.operation..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "io.kirinuki.pipeline..", "io.kirinuki.store..", "io.kirinuki.model..", "io.kirinuki.batch..");

    /** Failures name limits in the units of images: that alone points back. */
    @ArchTest
    static final ArchRule stagesFormNoCircle = slices().matching("io.kirinuki.(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(
                    resideInAPackage("io.kirinuki.outcome.."), belongToAnyOf(ByteSize.class, PixelSize.class));

    @ArchTest
    static final ArchRule streamsInternalsStayInside = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka.streams.internals..", "org.apache.kafka.streams.processor.internals..");
}
