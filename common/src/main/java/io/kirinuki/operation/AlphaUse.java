package io.kirinuki.operation;

/** What an operation has to do with the alpha that the steps of a pipeline hand on, see {@link Scene#alpha(String)}. */
public sealed interface AlphaUse {
    /** It neither needs one nor makes one. One that is there stays there, though it may change, as by turning. */
    record Leaves() implements AlphaUse {}

    /** There is one after it, whatever was there before. It asks this model, unless the request brought an alpha along. */
    record Makes(String model) implements AlphaUse {}

    /** It takes what is there. Where nothing is, it asks this model for a mask, which the steps that follow take. */
    record Takes(String fallback) implements AlphaUse {}
}
