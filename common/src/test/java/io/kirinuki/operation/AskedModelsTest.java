package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/** What is said before of the models that steps ask, against what they then ask. */
class AskedModelsTest {
    /** They ask none, and fail where no step before them has shown a picture. */
    private static final Set<String> ENCODERS = Set.of("encode", "thumbnail", "pair");

    private final SortedMap<String, Set<String>> parameters = new TreeMap<>(Operations.parameters());

    @Test
    void whateverThreeStepsAreDoneTheyAskWhatWasSaid() throws Exception {
        parameters.keySet().removeAll(ENCODERS);
        for (String first : parameters.keySet()) {
            for (String second : parameters.keySet()) {
                for (String third : parameters.keySet()) {
                    assertSaid(List.of(first, second, third), false);
                    assertSaid(List.of(first, second, third), true);
                }
            }
        }
    }

    /** @param given whether the request brings a mask along */
    private void assertSaid(List<String> names, boolean given) throws Exception {
        List<Operation> steps = new ArrayList<>();
        for (String name : names) steps.add(step(name, steps.size()));
        Set<String> said = new TreeSet<>();
        try (PlainScene scene = new PlainScene(new PixelSize(24, 24), (y, row) -> {})) {
            scene.angle = 30;
            if (given) scene.bring(Mask.of(new PixelSize(24, 24), (y, row) -> Arrays.fill(row, 0, 12, (byte) 255)));
            for (int i = 0; i < steps.size(); i++) {
                said.addAll(Operations.models(steps, given).get(i));
                steps.get(i).render(scene);
                assertThat(scene.asked)
                        .as("%s, given %s, after step %d", names, given, i)
                        .isEqualTo(said);
            }
        }
    }

    /** With models of its own name and place, and a trimap that fits so small a picture. */
    private Operation step(String operation, int place) throws FailedException {
        Map<String, JsonNode> all = new TreeMap<>();
        for (String parameter : parameters.get(operation)) {
            if (parameter.endsWith("model")) all.put(parameter, StringNode.valueOf(parameter + place));
        }
        if (operation.equals("matte")) {
            all.put("kernel", IntNode.valueOf(3));
            all.put("iterations", IntNode.valueOf(1));
        }
        return Operations.make(new Step(operation, operation + place, all), "operations");
    }
}
