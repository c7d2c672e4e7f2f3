using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using YamlDotNet.RepresentationModel;

namespace AccelEmu.Cli;

/// <summary>
/// A YAML mapping read strictly: unknown and missing keys, wrong types and values out of range are errors with file, line,
/// column, key and legal range.
/// </summary>
internal sealed class YamlRecord
{
    private readonly string file;
    private readonly string path;
    private readonly YamlMappingNode node;
    private readonly Dictionary<string, YamlNode> entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public YamlRecord(string file, string path, YamlNode source)
    {
        this.file = file;
        this.path = path;
        node = source as YamlMappingNode ?? throw Error(source, "expected a mapping (key: value)");
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            entries[Scalar(key)] = value;
        }
    }

    /// <summary>Parses text that holds one mapping.</summary>
    public static YamlRecord Parse(string file, string text)
    {
        YamlStream stream = [];
        try
        {
            CheckDepth(file, text);
            stream.Load(new System.IO.StringReader(text));
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new CliException($"{file}:{e.Start.Line}:{e.Start.Column}: yaml.syntax: {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is not CliException)
        {
            // On damaged text the parser also lets exceptions of other kinds out, with no position.
            throw new CliException($"{file}: yaml.syntax: {e.Message}");
        }
        return stream.Documents.Count == 1
            ? new YamlRecord(file, "", stream.Documents[0].RootNode)
            : throw new CliException($"{file}: yaml.syntax: expected one document, found {stream.Documents.Count}");
    }

    /// <summary>Loading recurses; reading events does not. Deeper text than any record has would end the process.</summary>
    private static void CheckDepth(string file, string text)
    {
        const int MaxDepth = 32;
        YamlDotNet.Core.Parser parser = new(new System.IO.StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new CliException($"{file}:{parser.Current.Start.Line}:{parser.Current.Start.Column}: yaml.syntax: nesting is deeper than {MaxDepth}");
            }
        }
    }

    public bool Has(string key) => entries.ContainsKey(key);

    public string Text(string key) => Scalar(Require(key));

    public string Text(string key, string absent) => Has(key) ? Text(key) : absent;

    public double Number(string key, double min, double max)
    {
        YamlNode value = Require(key);
        return double.TryParse(Scalar(value), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= min && number <= max
            ? number
            : throw Error(value, $"{path}{key} = {Scalar(value)} is not a number in [{min}, {max}]");
    }

    public int Integer(string key, int min, int max, int? absent = null)
    {
        if (absent is { } standard && !Has(key))
        {
            return standard;
        }
        YamlNode value = Require(key);
        return int.TryParse(Scalar(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw Error(value, $"{path}{key} = {Scalar(value)} is not an integer in [{min}, {max}]");
    }

    /// <summary>A size such as <c>256 KiB</c>, in bytes.</summary>
    public long Bytes(string key, long min, long max)
    {
        YamlNode value = Require(key);
        string text = Scalar(value);
        int split = text.IndexOf(' ', StringComparison.Ordinal);
        string digits = split < 0 ? text : text[..split];
        int shift = split < 0 ? 0 : text[(split + 1)..] switch { "B" => 0, "KiB" => 10, "MiB" => 20, "GiB" => 30, _ => -1 };
        return shift >= 0 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= (max >> shift) && number << shift >= min
            ? number << shift
            : throw Error(value, $"{path}{key} = {text} is not a size in [{min}, {max}] bytes; write a number, optionally followed by B, KiB, MiB or GiB");
    }

    public bool Flag(string key, bool absent)
    {
        if (!Has(key))
        {
            return absent;
        }
        YamlNode value = Require(key);
        return Scalar(value) switch
        {
            "true" => true,
            "false" => false,
            _ => throw Error(value, $"{path}{key} = {Scalar(value)} is neither true nor false"),
        };
    }

    public T Choice<T>(string key, IReadOnlyDictionary<string, T> names)
    {
        YamlNode value = Require(key);
        return Lookup(key, value, names);
    }

    public T[] Choices<T>(string key, IReadOnlyDictionary<string, T> names)
    {
        YamlNode value = Require(key);
        return value is YamlSequenceNode list
            ? [.. list.Children.Select(item => Lookup(key, item, names))]
            : throw Error(value, $"{path}{key}: expected a list");
    }

    public YamlRecord Record(string key) => new(file, $"{path}{key}.", Require(key));

    public YamlRecord[] Records(string key, int min, int max)
    {
        YamlNode value = Require(key);
        YamlSequenceNode list = value as YamlSequenceNode ?? throw Error(value, $"{path}{key}: expected a list");
        return list.Children.Count >= min && list.Children.Count <= max
            ? [.. list.Children.Select((item, i) => new YamlRecord(file, $"{path}{key}[{i}].", item))]
            : throw Error(value, $"{path}{key}: {list.Children.Count} entries, legal are {min}..{max}");
    }

    /// <summary>Call last: refuses keys nobody asked for.</summary>
    public void End()
    {
        foreach ((string key, YamlNode value) in entries)
        {
            if (!read.Contains(key))
            {
                throw Error(value, $"{path}{key}: unknown key; legal are {string.Join(", ", read.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private YamlNode Require(string key)
    {
        read.Add(key);
        return entries.TryGetValue(key, out YamlNode? value) ? value : throw Error(node, $"{path}{key}: missing");
    }

    private T Lookup<T>(string key, YamlNode value, IReadOnlyDictionary<string, T> names) =>
        names.TryGetValue(Scalar(value), out T? found)
            ? found
            : throw Error(value, $"{path}{key} = {Scalar(value)} is not one of {string.Join(", ", names.Keys)}");

    private string Scalar(YamlNode value) => (value as YamlScalarNode)?.Value ?? throw Error(value, "expected a single value");

    private CliException Error(YamlNode at, string message) => new($"{file}:{at.Start.Line}:{at.Start.Column}: yaml.value: {message}");
}
