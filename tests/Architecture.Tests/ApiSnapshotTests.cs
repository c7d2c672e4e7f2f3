using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using AccelEmu.TestKit;
using Xunit;

namespace AccelEmu.Architecture.Tests;

/// <summary>
/// The public surface of every library as text in <c>Api/</c>: a change shows up in review. <c>ACCELEMU_UPDATE_GOLDEN=1</c> rewrites the files.
/// </summary>
public sealed class ApiSnapshotTests
{
    public static TheoryData<string> Libraries => ["Numerics", "Isa", "Kernels", "Emulator", "Timing", "Compiler", "Frontends", "Compression", "Scheduling"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicApi_IsTheReviewedOne(string library)
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "tests", "Architecture.Tests", "Api", $"{library}.txt");
        string actual = Describe(Assembly.Load($"AccelEmu.{library}"));
        if (Environment.GetEnvironmentVariable("ACCELEMU_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", actual);
    }

    private static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsEnum ? "enum " : type.IsInterface ? "interface " : type.IsValueType ? "struct " : "class ").Append(type).Append('\n');
            foreach (string member in Members(type).Distinct().Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }
        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n))}");
        }
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMembers(Declared)
            .Where(m => m is not MethodInfo { IsSpecialName: true } || m.Name.StartsWith("op_", StringComparison.Ordinal))
            .Where(m => m is not Type && !m.Name.Contains('<', StringComparison.Ordinal))
            .Select(m => $"{m.MemberType.ToString().ToLowerInvariant()} {m}");
    }
}
