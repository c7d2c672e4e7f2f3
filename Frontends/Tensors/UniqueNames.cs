using System.Collections.Generic;

namespace AccelEmu.Frontends;

/// <summary>Gives every value or node of a graph a name of its own: files repeat names and leave them empty.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, int> _next = [];

    /// <summary><paramref name="wanted"/>, or <paramref name="fallback"/> when empty, with #2, #3… when taken.</summary>
    public string Take(string wanted, string fallback)
    {
        string stem = wanted.Length == 0 ? fallback : wanted;
        string name = stem;
        while (!_taken.Add(name))
        {
            int number = _next.GetValueOrDefault(stem, 1) + 1;
            _next[stem] = number;
            name = $"{stem}#{number}";
        }
        return name;
    }
}
