using System;
using System.IO;

namespace AccelEmu.TestKit;

/// <summary>Finds the optional data folder beside the checkout: <c>../shared/data</c> seen from the repository's root.</summary>
public static class SharedData
{
    /// <summary>The repository's root: the folder above that holds <c>AccelEmu.sln</c>.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>What a test says when the folder is absent.</summary>
    public const string Missing = "the data folder ../shared/data is not there; see docs/reading-guide.md";

    /// <summary>True when the data folder is there.</summary>
    public static bool Exists => Directory.Exists(Root);

    /// <summary>The data folder.</summary>
    public static string Root => Path.Combine(RepositoryRoot, "..", "shared", "data");

    /// <summary>A path below it.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AccelEmu.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }
}
