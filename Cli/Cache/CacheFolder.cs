using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AccelEmu.Cli;

/// <summary>
/// The folder in which compiled built-in models are kept from run to run: at most <see cref="MostBytes"/>, the longest unused go first. What it holds can
/// be made again at any time, so whatever goes wrong in it is a note, never an error.
/// </summary>
/// <param name="root">The folder; need not exist.</param>
/// <param name="mostBytes">Bytes of all files.</param>
internal sealed class CacheFolder(string root, long mostBytes = CacheFolder.MostBytes)
{
    /// <summary>Environment variable with the folder's path, or <c>off</c>.</summary>
    public const string Variable = "ACCELEMU_CACHE";

    /// <summary>Bytes kept by default.</summary>
    public const long MostBytes = 2L << 30;

    private const string Suffix = ".compiled";

    public string Root => root;

    /// <summary>The user's folder: what the variable says, else <c>accelemu</c> in the system's place for caches; null when switched off.</summary>
    public static CacheFolder? OfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return string.Equals(chosen, "off", StringComparison.OrdinalIgnoreCase) ? null : new CacheFolder(chosen);
        }
        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string? home = Environment.GetEnvironmentVariable("HOME");
        string place = Path.IsPathRooted(xdg) ? xdg
            : !OperatingSystem.IsWindows() && Path.IsPathRooted(home) ? Path.Combine(home, ".cache")
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return place.Length == 0 ? null : new CacheFolder(Path.Combine(place, "accelemu"));
    }

    /// <summary>The contents kept under a key; null when there are none that can be read.</summary>
    public byte[]? Read(string key)
    {
        string file = FileOf(key);
        try
        {
            if (!File.Exists(file))
            {
                return null;
            }
            byte[] contents = File.ReadAllBytes(file);
            // Last use, for Trim.
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            return contents;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps contents under a key, then makes room.</summary>
    /// <param name="key">Letters and digits.</param>
    /// <param name="contents">Parts, one behind the other.</param>
    /// <returns>Null, or why they are not kept.</returns>
    public string? Write(string key, params ReadOnlyMemory<byte>[] contents)
    {
        try
        {
            AtomicFile.Write(FileOf(key), stream =>
            {
                foreach (ReadOnlyMemory<byte> part in contents)
                {
                    stream.Write(part.Span);
                }
            });
            Trim(key);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return e.Message;
        }
    }

    /// <summary>Deletes everything this class has written.</summary>
    /// <returns>Files and bytes deleted.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public (int Files, long Bytes) Clear()
    {
        List<FileInfo> files = [.. Kept(), .. Files($".*{Suffix}.*.tmp")];
        long bytes = files.Sum(f => f.Length);
        files.ForEach(f => f.Delete());
        return (files.Count, bytes);
    }

    private void Trim(string newest)
    {
        long bytes = 0;
        foreach (FileInfo file in Kept().OrderByDescending(f => f.Name == newest + Suffix).ThenByDescending(f => f.LastWriteTimeUtc))
        {
            bytes += file.Length;
            if (bytes > mostBytes)
            {
                file.Delete();
            }
        }
    }

    private FileInfo[] Kept() => Files($"*{Suffix}");

    private FileInfo[] Files(string pattern) => Directory.Exists(root) ? new DirectoryInfo(root).GetFiles(pattern) : [];

    private string FileOf(string key) => Path.Combine(root, key + Suffix);
}
