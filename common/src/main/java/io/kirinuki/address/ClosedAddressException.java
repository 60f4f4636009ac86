package io.kirinuki.address;

import java.net.UnknownHostException;

/** A name leads to where nobody is to be sent. The message names no number: who asks is not to learn of inner ones. */
final class ClosedAddressException extends UnknownHostException {
    ClosedAddressException(String words) {
        super("its name leads to an address that is " + words);
    }
}
