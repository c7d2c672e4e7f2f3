using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace AccelEmu.Timing;

/// <summary>Sections of keys and values, each known, each given once.</summary>
internal sealed class IniReader
{
    private readonly string file;
    private readonly Dictionary<(string Section, string Key), (int Line, string Value)> entries = [];

    private IniReader(string file) => this.file = file;

    public static IniReader Parse(string file, string text, IReadOnlyDictionary<string, string[]> keys)
    {
        IniReader ini = new(file);
        string? section = null;
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim().Trim('\uFEFF');
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }
            if (line[0] == '[')
            {
                section = ini.SectionOf(line, number, keys);
            }
            else
            {
                ini.Add(section, line, number, keys);
            }
        }
        return ini;
    }

    /// <summary>File and line of an entry; the file when it is missing.</summary>
    public string PlaceOf(string section, string key) => entries.TryGetValue(Id(section, key), out var entry) ? $"{file}:{entry.Line}" : file;

    public string? Text(string section, string key) => entries.TryGetValue(Id(section, key), out var entry) ? entry.Value : null;

    public bool Flag(string section, string key) => Text(section, key) is not null && Choice(section, key, ("true", true), ("false", false));

    /// <summary>A whole number; <paramref name="otherwise"/> when it is missing, an error if that is not given either.</summary>
    public int Number(string section, string key, int low, int high, int? otherwise = null)
    {
        string? text = Text(section, key);
        if (text is null)
        {
            return otherwise ?? throw Missing(section, key, $"a whole number {low}..{high}");
        }
        // Several bandwidths may be given; SCALE-Sim uses the first.
        string first = key == "Bandwidth" ? text.Split(',')[0].Trim() : text;
        return int.TryParse(first, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high
            ? value
            : throw Error(PlaceOf(section, key), $"[{section}] {key} = {Quote(text)}; legal: a whole number {low}..{high}");
    }

    public T Choice<T>(string section, string key, params (string Name, T Value)[] legal)
    {
        string names = string.Join(", ", legal.Select(l => l.Name));
        string text = Text(section, key) ?? throw Missing(section, key, names);
        foreach ((string name, T value) in legal)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }
        throw Error(PlaceOf(section, key), $"[{section}] {key} = {Quote(text)}; legal: {names}");
    }

    private static (string, string) Id(string section, string key) => (section.ToUpperInvariant(), key.ToUpperInvariant());

    private static ScaleSimException Error(string place, string message) => new("scalesim.config", place, message);

    /// <summary>Damaged files have long lines: a message shows their beginning.</summary>
    private static string Quote(string text) => text.Length <= 60 ? $"'{text}'" : $"'{text[..60]}…'";

    private string SectionOf(string line, int number, IReadOnlyDictionary<string, string[]> keys)
    {
        string name = line.TrimStart('[').TrimEnd(']').Trim();
        return keys.ContainsKey(name)
            ? name
            : throw Error($"{file}:{number}", $"section {Quote(line)}; legal: {string.Join(", ", keys.Keys.Select(k => $"[{k}]"))}");
    }

    private void Add(string? section, string line, int number, IReadOnlyDictionary<string, string[]> keys)
    {
        string place = $"{file}:{number}";
        int separator = line.AsSpan().IndexOfAny('=', ':');
        if (section is null || separator <= 0)
        {
            throw Error(place, $"{Quote(line)}; legal: a section in brackets, then key = value; see SCALE-Sim's configs");
        }
        string key = line[..separator].Trim();
        if (!keys[section].Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            throw Error(place, $"[{section}] has no key {Quote(key)}; legal: {string.Join(", ", keys[section])}");
        }
        if (!entries.TryAdd(Id(section, key), (number, line[(separator + 1)..].Trim())))
        {
            throw Error(place, $"[{section}] {key} is given twice, first on line {entries[Id(section, key)].Line}; remove one");
        }
    }

    private ScaleSimException Missing(string section, string key, string legal) => Error(file, $"[{section}] {key} is missing; add it, legal: {legal}");
}
