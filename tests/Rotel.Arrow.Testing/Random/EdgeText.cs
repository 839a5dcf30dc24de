using System.Text;
using Google.Protobuf;

namespace Rotel.Arrow.Testing;

/// <summary>Strings, keys and byte values of one edge request; all strings are valid UTF-16 and so valid UTF-8.</summary>
sealed class EdgeText
{
    static readonly string[] s_words =
    [
        "a", "service.name", "checkout", "GET /", "true", "0", "null", "NaN", " ", "x-y_z", "https://opentelemetry.io/schemas/1.26.0",
        "http.request.method",
    ];

    static readonly string[] s_awkward =
    [
        "\0", "a\0b", "\t\r\n", "\"\\/", "\u2028\u2029", "\ufeffbom", "\u00e9", "e\u0301", "\u6f22\u5b57", "\U0001F680",
        "\U0001F468\u200D\U0001F469", "\u202Eright to left", "\uFFFD", "\uFFFF", "\U0010FFFF", "<script>&amp;", "${env:HOME}", "%s%n", "{\"intValue\":\"1\"}",
    ];

    readonly Random _random;
    readonly int _largeBytes;
    readonly int _percentRepeated;
    int _distinct;

    public EdgeText(Random random, int largeBytes)
    {
        _random = random;
        _largeBytes = largeBytes;
        _percentRepeated = random.Next(3) switch { 0 => 5, 1 => 50, _ => 90 };
    }

    /// <summary>Empty, repeated, distinct, awkward, long or, rarely, very large.</summary>
    public string Next()
    {
        if (_random.Next(10) == 0)
        {
            return "";
        }

        if (_random.Next(100) < _percentRepeated)
        {
            return s_words[_random.Next(s_words.Length)];
        }

        return _random.Next(50) switch
        {
            0 => _random.Next(10) == 0 ? Runes(_random.Next(_largeBytes)) : Runes(_random.Next(100, 400)),
            < 6 => s_awkward[_random.Next(s_awkward.Length)],
            < 12 => Runes(_random.Next(1, 12)),
            _ => $"value-{_distinct++}",
        };
    }

    public string NextKey() => _random.Next(20) switch
    {
        0 => "",
        1 => s_awkward[_random.Next(s_awkward.Length)],
        < 6 => $"key-{_distinct++}",
        _ => s_words[_random.Next(s_words.Length)],
    };

    public ByteString NextBytes()
    {
        int length = _random.Next(200) switch
        {
            0 => _random.Next(_largeBytes + 1),
            < 40 => 0,
            < 80 => 16,
            _ => _random.Next(1, 40),
        };
        byte[] bytes = new byte[length];
        if (_random.Next(4) > 0)
        {
            _random.NextBytes(bytes);
        }

        return ByteString.CopyFrom(bytes);
    }

    /// <summary>Runes of one to four bytes, no more than <paramref name="bytes"/> in all.</summary>
    string Runes(int bytes)
    {
        StringBuilder text = new();
        int used = 0;
        while (used < bytes)
        {
            Rune rune = _random.Next(8) switch
            {
                0 => new Rune(_random.Next(0x80, 0x800)),
                1 => new Rune(_random.Next(0x800, 0xD800)),
                2 => new Rune(_random.Next(0xE000, 0x10000)),
                3 => new Rune(_random.Next(0x10000, 0x110000)),
                _ => new Rune(_random.Next(0x20, 0x7F)),
            };
            used += rune.Utf8SequenceLength;
            if (used <= bytes)
            {
                text.Append(rune.ToString());
            }
        }

        return text.ToString();
    }
}
