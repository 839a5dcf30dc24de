using System.Text;

namespace Rotel.Arrow.Otlp.Schema;

/// <summary>The names of an enum. OTLP/JSON writes numbers; names are read because the reference Collector reads them.</summary>
internal sealed class EnumSchema
{
    private readonly byte[][] _names;

    /// <param name="name">Type name, for messages.</param>
    /// <param name="names">Names of the values 0, 1, 2, ...</param>
    internal EnumSchema(string name, params string[] names)
    {
        Name = name;
        _names = Array.ConvertAll(names, Encoding.ASCII.GetBytes);
    }

    internal string Name { get; }

    internal bool TryParse(ReadOnlySpan<byte> name, out int value)
    {
        for (value = 0; value < _names.Length; value++)
        {
            if (name.SequenceEqual(_names[value]))
            {
                return true;
            }
        }

        value = 0;
        return false;
    }
}
