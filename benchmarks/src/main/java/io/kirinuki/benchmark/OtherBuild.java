package io.kirinuki.benchmark;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kirinuki's own classes out of another build; all others, which hold native libraries, are shared. So two builds can be held
 * beside each other in one process, in turns, where a crowded machine is equally crowded for both.
 */
final class OtherBuild extends URLClassLoader {
    /** @param classes folders, as a class path has them */
    OtherBuild(String classes) throws MalformedURLException {
        super(urls(classes + File.pathSeparator + System.getProperty("java.class.path")));
    }

    private static URL[] urls(String path) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String each : path.split(File.pathSeparator, -1)) {
            if (!each.endsWith("*")) urls.add(Path.of(each).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("io.kirinuki.")) return super.loadClass(name, resolve);
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : findClass(name);
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : super.getResource(name);
    }
}
