package io.kirinuki.local.process;

import io.kirinuki.local.Content;

/**
 * One picture to be processed.
 *
 * @param name its place below the output folder, unique in a job, with {@code /} between folders
 */
public record Input(String name, Content content) {}
