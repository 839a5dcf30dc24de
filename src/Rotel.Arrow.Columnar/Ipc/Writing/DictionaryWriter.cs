using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc.Schemas;

namespace Rotel.Arrow.Columnar.Ipc.Writing;

/// <summary>How a dictionary has to travel with a batch.</summary>
internal enum DictionaryStep
{
    /// <summary>The reader has these values, and perhaps more behind them.</summary>
    Nothing,

    /// <summary>The reader has the first of these values.</summary>
    Delta,

    /// <summary>The reader needs all of them.</summary>
    Whole,
}

/// <summary>What is known of one dictionary of the stream: its message, and what was sent of it.</summary>
internal sealed class DictionaryWriter(FieldLayout field, IpcWriterOptions options)
{
    private SentValues? _sent;
    private SentValues? _before;

    /// <summary>Layout of the values.</summary>
    internal FieldLayout Layout { get; } = field.Values!;

    /// <summary>Path of the field, for errors.</summary>
    internal string Path { get; } = field.Path;

    internal MessageTemplate Template { get; } = MessageTemplate.OfDictionary(
        field.Dictionary, field.Values!, options.Compression, options.AlignmentBytes);

    /// <summary>Values that the reader has.</summary>
    internal int SentLength => _sent?.Length ?? 0;

    /// <summary>A batch begins: what was sent before it is what <see cref="Undo"/> goes back to.</summary>
    internal void Begin()
    {
        if (!ReferenceEquals(_before, _sent))
        {
            _before?.Release();
            _before = _sent;
        }
    }

    /// <summary>Decides what to send.</summary>
    internal DictionaryStep Decide(ArrayData values, long generation)
    {
        if (_sent is not { } sent)
        {
            return DictionaryStep.Whole;
        }

        int common = Math.Min(sent.Length, values.Length);
        bool isKnown = generation != 0 && sent.Generation != 0
            ? generation == sent.Generation
            : sent.Values is { } before && PrefixEquality.Holds(Layout, before, values, common);
        if (!isKnown)
        {
            return DictionaryStep.Whole;
        }

        if (values.Length <= sent.Length)
        {
            return DictionaryStep.Nothing;
        }

        // Growth from nothing is not a delta for Arrow C++ and Go.
        return options.Deltas && sent.Length > 0 && !Layout.HasDictionaries ? DictionaryStep.Delta : DictionaryStep.Whole;
    }

    /// <summary>The reader has these values now.</summary>
    internal void Sent(ArrayData values, long generation)
    {
        if (!ReferenceEquals(_sent, _before))
        {
            _sent?.Release();
        }

        _sent = new SentValues(generation, values);
    }

    /// <summary>Back to what was sent before the batch.</summary>
    internal void Undo()
    {
        if (!ReferenceEquals(_sent, _before))
        {
            _sent?.Release();
            _sent = _before;
        }
    }

    /// <summary>Nothing was sent.</summary>
    internal void Reset()
    {
        Begin();
        _sent?.Release();
        _sent = null;
        _before = null;
    }
}
