package dev.cubicle.attacks.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.Variant;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttackImagesTest {

  /** The plain image is built when the edited one is first asked for. */
  @Test
  void editedImageLeavesThePlainOneAlone(@TempDir Path workshop) throws Exception {
    final AttackImages images = new AttackImages(workshop);
    final AttackImage edited =
        images.get(new Variant.Edited(Variant.Edit.GATE_PATCHED), Setup.STOCK);
    final AttackImage plain = images.get(Variant.PLAIN, Setup.STOCK);
    assertFalse(images.verifier().verify(edited.file()).isEmpty());
    assertEquals(List.of(), images.verifier().verify(plain.file()));
  }
}
