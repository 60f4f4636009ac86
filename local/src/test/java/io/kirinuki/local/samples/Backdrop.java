package io.kirinuki.local.samples;

/** All that is not the subject: the ground plane at height 0, what stands behind it, and the light it sheds. */
interface Backdrop {
    /** Colour of the ground under white light. */
    Vec ground(double x, double z);

    /** What a ray sees that meets neither subject nor ground; {@code from} matters for near walls. */
    Vec behind(Vec from, Vec direction);

    /** The ground as a camera at {@code distance} sees it: {@code lit} fades into haze or the sweep. */
    default Vec far(Vec lit, Vec from, Vec direction, double distance) {
        return lit;
    }

    /** Light arriving from {@code direction}, for reflections of a surface this rough. */
    Vec reflected(Vec direction, double roughness);

    Light light();

    /** Key light (towards it, colour, {@code hardness} of its shadows), sky and ground fill, rim light. */
    record Light(Vec towardsKey, Vec key, double hardness, Vec sky, Vec bounce, Vec towardsRim, Vec rim) {}
}
