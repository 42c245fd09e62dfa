/** Commands about cubicle images: build, verify, inspect. */
package dev.cubicle.cli.image;
