package dev.webhook.jdbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Where the scripts in {@code ops/} keep backups, below a directory of the test's. */
enum BackupPlace {
    DIRECTORY {
        @Override
        Path container(Path root) {
            return root;
        }

        @Override
        Path objects(Path root) {
            return root;
        }

        @Override
        OpsScripts scripts(Path ops, Path root) {
            return OpsScripts.copiedTo(ops, root.toString());
        }
    },

    /** By a program that stands in for the AWS CLI. Names beside the prefix look like it. */
    S3 {
        @Override
        Path container(Path root) {
            return root.resolve("acme");
        }

        @Override
        Path objects(Path root) {
            return container(root).resolve("backups/eu");
        }

        @Override
        OpsScripts scripts(Path ops, Path root) {
            Path programs = ops.resolve("bin");
            try (InputStream aws = Objects.requireNonNull(getClass().getResourceAsStream("aws"))) {
                Files.createDirectories(container(root));
                Files.createDirectories(programs);
                Files.copy(aws, programs.resolve("aws"));
                Files.setPosixFilePermissions(programs.resolve("aws"), PosixFilePermissions.fromString("rwxr-xr-x"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return OpsScripts.copiedTo(ops, "s3://acme/backups/eu")
                    .with("PATH", programs + ":" + System.getenv("PATH"))
                    .with("S3_ROOT", root);
        }
    };

    /** Returns what holds all backups, and is gone if a disk is unmounted or a bucket removed. */
    abstract Path container(Path root);

    /** Returns the directory below which each object is a file of its name. */
    abstract Path objects(Path root);

    abstract OpsScripts scripts(Path ops, Path root);
}
