package io.kirinuki.worker.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component of the configuration tree means, as printed in the documented table. The component's name
 * makes the key; without a {@link #fallback} and unless it is an Optional, a Map or a section, the key is required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
    String meaning();

    /** The default, as an operator would write it. */
    String fallback() default "";

    /** The least allowed value, written as the value itself is. */
    String least() default "";

    /** The greatest allowed value, written as the value itself is. */
    String most() default "";
}
