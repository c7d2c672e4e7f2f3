using System;
using System.Collections.Concurrent;
using System.IO;

namespace AccelEmu.Cli;

/// <summary>Writes a file whole or not at all: to a temporary name beside the target, then renamed.</summary>
internal static class AtomicFile
{
    private static readonly ConcurrentDictionary<string, bool> Unfinished = new();

    public static void Write(string path, Action<Stream> write)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        Unfinished[temporary] = true;
        try
        {
            using (FileStream stream = File.Create(temporary))
            {
                write(stream);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
            Unfinished.TryRemove(temporary, out _);
        }
    }

    public static void WriteAll(string path, byte[] bytes) => Write(path, s => s.Write(bytes));

    public static void WriteText(string path, string text) => WriteAll(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Deletes what is being written: the process is about to end.</summary>
    public static void Abandon()
    {
        foreach (string temporary in Unfinished.Keys)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It stays behind under its temporary name, which nobody reads.
                continue;
            }
        }
    }
}
