using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AccelEmu.TestKit;

namespace AccelEmu.Numerics.Tests;

/// <summary>One unit-test case of CMSIS-NN in its JSON form: macros and integer arrays, whose names are prefixed by the case's.</summary>
internal sealed class CmsisCase
{
    private readonly Dictionary<string, JsonElement> defines = [];
    private readonly Dictionary<string, (string Type, JsonElement Data)> arrays = [];

    private CmsisCase(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        Name = document.RootElement.GetProperty("name").GetString()!;
        foreach (JsonProperty define in document.RootElement.GetProperty("defines").EnumerateObject())
        {
            defines[Strip(define.Name.ToLowerInvariant())] = define.Value.Clone();
        }
        foreach (JsonProperty array in document.RootElement.GetProperty("arrays").EnumerateObject())
        {
            arrays[Strip(array.Name)] = (array.Value.GetProperty("type").GetString()!, array.Value.GetProperty("data").Clone());
        }
    }

    public string Name { get; }

    public bool IsFloat => arrays.Values.Any(a => a.Type.StartsWith("float", StringComparison.Ordinal));

    /// <summary>The integer cases; read once, the data folder must be there.</summary>
    public static IReadOnlyList<CmsisCase> All => Loaded.Value;

    private static readonly Lazy<CmsisCase[]> Loaded = new(() =>
        [.. Directory.EnumerateFiles(SharedData.PathOf("bits", "cmsis_nn"), "*.json").Order(StringComparer.Ordinal).Select(path => new CmsisCase(path)).Where(c => !c.IsFloat)]);

    public bool Defines(string name) => defines.ContainsKey(name);

    public int Int(string name, int absent = 0) => defines.TryGetValue(name, out JsonElement value) ? (int)Number(value) : absent;

    public bool Has(params string[] names) => names.Any(arrays.ContainsKey);

    public string TypeOf(params string[] names) => arrays[names.First(arrays.ContainsKey)].Type;

    public long[] Array(params string[] names)
    {
        string? found = names.FirstOrDefault(arrays.ContainsKey);
        return found is null ? [] : [.. arrays[found].Data.EnumerateArray().Select(Number)];
    }

    private static long Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? long.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : element.GetInt64();

    private string Strip(string name) => name.StartsWith(Name + "_", StringComparison.OrdinalIgnoreCase) ? name[(Name.Length + 1)..] : name;
}
