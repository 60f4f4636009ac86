package io.kirinuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.SampleImages;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class MaskFileTest {
    private static final int PNG_HEADER = 33;

    @Test
    void masksAreReadFromEveryKindOfFile() throws Exception {
        for (String format : new String[] {"png", "gif", "bmp", "tif"}) {
            for (int type : new int[] {
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_3BYTE_BGR
            }) {
                assertThat(read(file(format, type, 0xff000000, 0xffffffff)))
                        .as("%s of type %d", format, type)
                        .containsExactly(0, -1);
            }
        }
        assertThat(read(file("png", BufferedImage.TYPE_USHORT_GRAY, 0xff000000, 0xff808080)))
                .containsExactly(0, -128);
    }

    @Test
    void ofACutoutItIsTheAlpha() throws Exception {
        assertThat(read(file("png", BufferedImage.TYPE_4BYTE_ABGR, 0x00ffffff, 0x80000000)))
                .containsExactly(0, -128);
    }

    @Test
    void anOpaqueFileIsItsLuma() throws Exception {
        assertThat(read(file("png", BufferedImage.TYPE_4BYTE_ABGR, 0xff000000, 0xffffffff)))
                .containsExactly(0, -1);
    }

    @Test
    void anAlphaChannelIsReadAlsoWhereItIsOpaque() throws Exception {
        try (Mask alpha = MaskFile.readAlpha(file("png", BufferedImage.TYPE_4BYTE_ABGR, 0xff000000, 0xff808080))
                .orThrow()
                .orElseThrow()) {
            byte[] row = new byte[2];
            alpha.row(0, row);
            assertThat(row).containsExactly(-1, -1);
        }
        assertThat(MaskFile.readAlpha(file("png", BufferedImage.TYPE_3BYTE_BGR, 0xff000000, 0xff808080))
                        .orThrow())
                .isEmpty();
        assertThat(MaskFile.readAlpha(file("png", BufferedImage.TYPE_BYTE_GRAY, 0xff000000, 0xff808080))
                        .orThrow())
                .isEmpty();
    }

    @Test
    void whatIsRefusedAsAPhotoIsRefusedAsAMask() throws Exception {
        byte[] whole = SampleImages.noise(".jpg", new PixelSize(64, 64));
        byte[] half = Arrays.copyOf(whole, whole.length * 2 / 3);
        byte[] ended = SampleImages.spliced(half, half.length, new byte[] {(byte) 0xff, (byte) 0xd9});
        assertThat(MaskFile.read(whole)).isInstanceOf(Outcome.Done.class);
        assertThat(MaskFile.read(ended)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void greyThatIsTransparentIsCutOut() throws Exception {
        byte[] png = file("png", BufferedImage.TYPE_BYTE_GRAY, 0xff808080, 0xff404040);
        assertThat(read(SampleImages.spliced(png, PNG_HEADER, SampleImages.chunk("tRNS", new byte[] {0, 13}))))
                .containsExactly(-1, 0);
    }

    @Test
    void whatIsNoImageIsNamed() {
        assertThat(MaskFile.read(new byte[] {1, 2, 3}))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Unsupported.class));
    }

    private static byte[] read(byte[] file) throws Exception {
        try (Mask mask = MaskFile.read(file).orThrow()) {
            byte[] row = new byte[mask.size().width()];
            mask.row(0, row);
            return row;
        }
    }

    /** Of two pixels, the left one black or clear. */
    private static byte[] file(String format, int type, int... argb) throws IOException {
        BufferedImage image = new BufferedImage(argb.length, 1, type);
        if (type == BufferedImage.TYPE_USHORT_GRAY) {
            for (int x = 0; x < argb.length; x++) image.getRaster().setSample(x, 0, 0, (argb[x] & 0xff) * 257);
        } else {
            for (int x = 0; x < argb.length; x++) image.setRGB(x, 0, argb[x]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }
}
