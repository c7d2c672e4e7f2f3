using System;
using System.IO;

namespace AccelEmu.Cli.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("accelemu-").FullName;

    /// <summary>A path inside.</summary>
    public string this[string name] => Path.Combine(path, name);

    /// <summary>The folder.</summary>
    public string Root => path;

    /// <summary>Writes a text file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => Directory.Delete(path, recursive: true);
}
