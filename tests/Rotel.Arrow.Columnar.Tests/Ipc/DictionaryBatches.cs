using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>Batches of one text column whose dictionary is told by two numbers.</summary>
internal static class DictionaryBatches
{
    private static readonly DictionaryType s_type = new(UInt16Type.Default, StringType.Default, false);

    internal static Schema Schema { get; } = new([new Field("word", s_type, true)], null);

    /// <summary>
    /// One row for each value of the dictionary, and a null. Dictionaries of one generation begin alike; the values lie in
    /// memory of their own in every batch.
    /// </summary>
    internal static RecordBatch Of(int generation, int length)
    {
        var values = new StringArray.Builder();
        var indexes = new UInt16Array.Builder();
        for (int i = 0; i < length; i++)
        {
            values.Append($"g{generation}-word{i}");
            indexes.Append((ushort)(length - 1 - i));
        }

        return new RecordBatch(Schema, [new DictionaryArray(s_type, indexes.AppendNull().Build(), values.Build())], length + 1);
    }
}
