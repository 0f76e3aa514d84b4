package dev.webhook.benchmarks.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where charts are written, if anywhere. A file that is there already is replaced. */
public final class ChartDirectory {

    private final @Nullable Path directory;

    private ChartDirectory(@Nullable Path directory) {
        this.directory = directory;
    }

    /**
     * Makes the directory, so that it is known before anything is measured whether it can be.
     *
     * @param name its path; empty if charts aren't wanted
     */
    public static ChartDirectory of(String name) throws IOException {
        return new ChartDirectory(name.isEmpty() ? null : Files.createDirectories(Path.of(name)));
    }

    /** Writes {@link Chart#bars} as {@code file}. */
    public void bars(String file, String title, String unit, List<Bar> bars) throws IOException {
        if (directory != null) {
            Files.writeString(directory.resolve(file), Chart.bars(title, unit, bars));
        }
    }

    /** Writes {@link Chart#lines} as {@code file}. */
    public void lines(String file, String title, String unit, List<String> positions, List<Line> lines)
            throws IOException {
        if (directory != null) {
            Files.writeString(directory.resolve(file), Chart.lines(title, unit, positions, lines));
        }
    }
}
