using System;
using System.Runtime.CompilerServices;

namespace AccelEmu.Cli.Tests;

/// <summary>Tests neither read nor fill the cache of whoever runs them.</summary>
internal static class NoUserCache
{
    [ModuleInitializer]
    internal static void SwitchOff() => Environment.SetEnvironmentVariable(CacheFolder.Variable, "off");
}
