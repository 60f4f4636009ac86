package io.kirinuki.catalogue;

import java.time.Duration;
import java.util.OptionalLong;

/** Hears how a download goes; called by the thread that downloads. */
public interface DownloadListener {
    /** Bytes are about to come; {@code have} lie there from before. Called again after each interruption. */
    void receiving(long have, OptionalLong total);

    /** So many bytes lie there now. */
    void received(long have);

    /** The link failed, and will be tried again. */
    void retrying(String reason, Duration pause);
}
