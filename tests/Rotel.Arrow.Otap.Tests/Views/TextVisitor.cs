using System.Globalization;
using System.Text;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.Views;

/// <summary>Writes a value as compact text, for short assertions.</summary>
internal struct TextVisitor() : IValueVisitor
{
    private readonly StringBuilder _text = new();
    private bool _follows;

    /// <summary>Containers that were begun and not ended.</summary>
    public int Open { get; private set; }

    public readonly string Text => _text.ToString();

    public void String(ReadOnlySpan<byte> utf8) => Add(Encoding.UTF8.GetString(utf8));

    public void Bool(bool value) => Add(value ? "true" : "false");

    public void Int(long value) => Add(value.ToString(CultureInfo.InvariantCulture));

    public void Double(double value) => Add(value.ToString("0.0###", CultureInfo.InvariantCulture));

    public void Bytes(ReadOnlySpan<byte> value) => Add("bytes");

    public void Empty() => Add("empty");

    public void BeginArray() => Begin('[');

    public void EndArray() => End(']');

    public void BeginMap() => Begin('{');

    public void MapKey(ReadOnlySpan<byte> key)
    {
        Add(Encoding.UTF8.GetString(key) + ":");
        _follows = false;
    }

    public void EndMap() => End('}');

    private void Begin(char bracket)
    {
        Add(bracket.ToString());
        _follows = false;
        Open++;
    }

    private void End(char bracket)
    {
        _text.Append(bracket);
        _follows = true;
        Open--;
    }

    private void Add(string text)
    {
        _text.Append(_follows ? "," : "").Append(text);
        _follows = true;
    }
}
