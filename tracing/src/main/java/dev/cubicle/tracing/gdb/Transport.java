package dev.cubicle.tracing.gdb;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection to a client. */
public interface Transport extends Closeable {

  InputStream input();

  OutputStream output();
}
