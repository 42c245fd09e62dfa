package dev.cubicle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, as Maven wrote it down; read only when asked for. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      final Properties properties = new Properties();
      properties.load(resource);
      return new String[] {
        "cubicle %s, Java %s"
            .formatted(properties.getProperty("version"), System.getProperty("java.version"))
      };
    }
  }
}
