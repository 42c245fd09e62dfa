package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.BareReference;
import dev.cubicle.trampolines.build.crossing.CrossingAnalysis;
import dev.cubicle.trampolines.build.crossing.Crossings;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.image.ImagePlan;
import dev.cubicle.trampolines.build.image.PlannedFunction;
import dev.cubicle.trampolines.build.link.ComponentInput;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.MonitorInterface;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Root;
import dev.cubicle.trampolines.build.link.ScriptNames;
import dev.cubicle.trampolines.build.link.SymbolResolver;
import dev.cubicle.trampolines.build.prepare.ImagePlanner;
import dev.cubicle.trampolines.build.prepare.LinkNames;
import dev.cubicle.trampolines.build.prepare.ObjectPreparation;
import dev.cubicle.trampolines.build.prepare.RewrittenComponents;
import dev.cubicle.trampolines.build.table.GatheredTable;
import dev.cubicle.trampolines.build.table.GatheredTable.Place;
import dev.cubicle.trampolines.build.table.Gathering;
import dev.cubicle.trampolines.build.table.Tables;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.script.LinkerScriptFile;
import dev.cubicle.trampolines.script.ScriptReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Builds images: reads the components, finds what crosses cubicles, generates trampolines and
 * manifest, and has the linker lay everything out. The same input gives the same bytes.
 */
public final class ImageBuilder {
  private final BuildRequest request;
  private final Policy policy;
  private final CubicleTable cubicles;
  private final ImageContents contents;
  private final Manner manner;

  private ImageBuilder(BuildRequest request, ImageContents contents, Manner manner) {
    this.request = request;
    this.contents = contents;
    this.manner = manner;
    this.policy = request.policy();
    this.cubicles = new CubicleTable(policy.cubicles());
  }

  /**
   * Builds an image. It appears complete, or not at all.
   *
   * @throws BadInputException if the components or the policy are not usable
   * @throws IOException if files cannot be written
   */
  public static BuildResult build(BuildRequest request)
      throws BadInputException, IOException, InterruptedException {
    return build(request, ImageContents.NONE);
  }

  /**
   * Builds an image with contents that depend on its layout. It appears complete, or not at all.
   *
   * @throws BadInputException if the components or the policy are not usable
   * @throws IOException if files cannot be written
   */
  public static BuildResult build(BuildRequest request, ImageContents contents)
      throws BadInputException, IOException, InterruptedException {
    return new ImageBuilder(request, contents, Manner.USUAL).build();
  }

  /**
   * Builds an image as somebody would who means harm: nothing is rewritten, and it need not pass
   * verification.
   *
   * @throws BadInputException if the components or the policy are not usable
   * @throws IOException if files cannot be written
   */
  public static BuildResult buildUnchecked(BuildRequest request)
      throws BadInputException, IOException, InterruptedException {
    return new ImageBuilder(request, ImageContents.NONE, Manner.UNCHECKED).build();
  }

  /**
   * Builds an image that shows what it lacks when it runs: references to data that the policy does
   * not share are let through, and told ({@link BuildResult#bare}). Nothing is open to them.
   *
   * @throws BadInputException if the components or the policy are not usable
   * @throws IOException if files cannot be written
   */
  public static BuildResult buildLeniently(BuildRequest request, ImageContents contents)
      throws BadInputException, IOException, InterruptedException {
    return new ImageBuilder(request, contents, Manner.LENIENT).build();
  }

  /** How strictly. */
  private enum Manner {
    USUAL,
    LENIENT,
    UNCHECKED
  }

  private boolean checked() {
    return manner != Manner.UNCHECKED;
  }

  private BuildResult build() throws BadInputException, IOException, InterruptedException {
    Root entry = new Root(policy.entry(), Optional.empty(), "the entry of the policy");
    List<Root> roots = new ArrayList<>(List.of(entry));
    for (Policy.Component component : policy.components().values()) {
      component
          .systemCallHandler()
          .ifPresent(
              h ->
                  roots.add(
                      new Root(
                          h,
                          Optional.of(component.name()),
                          "to be called for SYSCALL in component " + component.name())));
    }
    List<LinkerScriptFile> scripts = new ArrayList<>();
    for (Path script : policy.linkerScripts()) {
      scripts.add(ScriptReader.read(script));
    }
    ScriptNames defined = ScriptNames.of(scripts);
    List<ComponentInput> inputs = inputs();
    RewrittenComponents rewritten =
        checked()
            ? new RewrittenComponents(
                policy, cubicles, SymbolResolver.resolve(inputs, roots, defined), inputs)
            : RewrittenComponents.unchanged(inputs);
    Resolution resolution = SymbolResolver.resolve(rewritten.inputs(), roots, defined);
    PolicyContradictions.refuse(policy, cubicles, resolution);
    Tables tables =
        Gathering.gather(
            resolution,
            scripts,
            List.copyOf(policy.components().keySet()),
            policy.tables(),
            cubicles::name,
            cubicles::number);
    Crossings crossings =
        CrossingAnalysis.of(cubicles, resolution, policy, tables, manner == Manner.LENIENT);
    LinkNames names = new LinkNames(resolution, crossings);
    ImagePlanner planner =
        new ImagePlanner(policy, cubicles, resolution, crossings, names, rewritten, tables);
    ImagePlan plan = planner.plan(entry);
    ObjectPreparation preparation = new ObjectPreparation(resolution, crossings, names);
    try (Workshop workshop = new Workshop()) {
      for (LinkUnit unit : resolution.units()) {
        workshop.addObject(planner.path(unit), unit.toString(), preparation.prepare(unit));
      }
      LayoutSearch layouts = new LayoutSearch(workshop, cubicles);
      LayoutSearch.Outcome linked = checked() ? layouts.search(plan) : layouts.first(plan);
      if (request.keep().isPresent()) {
        workshop.keep(request.keep().get());
      }
      ImageFiller.fill(workshop.image(), contents);
      workshop.deliver(request.output());
      return result(
          linked,
          resolution,
          rewritten,
          tables,
          SharedPages.of(workshop.image(), cubicles, crossings, names),
          crossings.bare());
    }
  }

  private List<ComponentInput> inputs() throws BadInputException {
    List<ComponentInput> inputs = new ArrayList<>();
    inputs.add(read(MonitorInterface.COMPONENT, 0, request.monitor()));
    for (int number = 1; number < cubicles.size(); number++) {
      for (String component : cubicles.policy(number).components()) {
        inputs.add(read(component, number, policy.components().get(component).files()));
      }
    }
    return inputs;
  }

  private static ComponentInput read(String name, int cubicle, List<Path> files)
      throws BadInputException {
    List<ObjectFile> objects = new ArrayList<>();
    List<ObjectFile> members = new ArrayList<>();
    for (Path file : files) {
      (InputFile.isArchive(file) ? members : objects).addAll(InputFile.read(file));
    }
    if (objects.isEmpty() && members.isEmpty()) {
      throw new BadInputException("component %s has no objects".formatted(name));
    }
    return new ComponentInput(name, cubicle, objects, members);
  }

  private BuildResult result(
      LayoutSearch.Outcome linked,
      Resolution resolution,
      RewrittenComponents rewritten,
      Tables tables,
      List<BuildResult.Grant> grants,
      List<BareReference> bare)
      throws IOException {
    ImagePlan plan = linked.plan();
    return new BuildResult(
        request.output(),
        Files.size(request.output()),
        IntStream.range(0, cubicles.size())
            .mapToObj(
                n ->
                    new BuildResult.Cubicle(
                        cubicles.name(n),
                        (int) resolution.units().stream().filter(u -> u.cubicle() == n).count()))
            .toList(),
        (int) plan.functions().stream().filter(PlannedFunction::called).count(),
        (int) plan.functions().stream().filter(PlannedFunction::escapes).count(),
        plan.functions().stream().filter(f -> !f.known()).map(PlannedFunction::symbol).toList(),
        rewritten.callCount(),
        rewritten.trapCount(),
        rewritten.legacyStates(),
        rewritten.changes(),
        linked.moved(),
        linked.layouts(),
        grants,
        tables.all().stream().map(this::table).toList(),
        bare,
        Stream.of(PolicyDoubts.of(policy, resolution), tables.doubts(), linked.warnings())
            .flatMap(List::stream)
            .toList());
  }

  private BuildResult.Table table(GatheredTable table) {
    return new BuildResult.Table(
        table.name(),
        table.place() == Place.CUBICLE
            ? Optional.of(cubicles.name(table.cubicle()))
            : Optional.empty(),
        table.place() == Place.WRITE,
        table.writable());
  }
}
