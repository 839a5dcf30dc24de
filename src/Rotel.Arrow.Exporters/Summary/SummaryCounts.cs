using Rotel.Arrow.Pdata;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

/// <summary>All that a summary knows: the counts of this interval and those of all intervals before it.</summary>
/// <remarks>Not thread-safe. Memory is bounded by the options.</remarks>
internal sealed class SummaryCounts(SummaryExporterOptions options)
{
    /// <summary>Since the last report.</summary>
    public PeriodCounts Interval { get; } = new(options);

    /// <summary>Since the start, without the interval.</summary>
    public PeriodCounts Total { get; } = new(options);

    /// <summary>Items by service, of the interval and in total.</summary>
    public ServiceTable Services { get; } = new(options.MaxServices, options.MaxNameBytes);

    /// <summary>Counts a batch.</summary>
    public void Add(PdataBatch batch)
    {
        Interval.Items[(int)batch.Signal] += batch.ItemCount;
        Interval.Bytes[(int)batch.Signal] += batch.SizeBytes;
        var visitor = new SummaryVisitor(Interval, Services);
        PdataViews.Visit(batch, ref visitor);
    }

    /// <summary>Adds the interval to the total and starts the next one.</summary>
    public void EndInterval()
    {
        Total.Add(Interval);
        Interval.Clear();
        Services.EndInterval();
    }
}

/// <summary>Counts of one period.</summary>
internal sealed class PeriodCounts(SummaryExporterOptions options)
{
    /// <summary>Items by signal.</summary>
    public long[] Items { get; } = new long[SignalNames.Count];

    /// <summary>Bytes by signal, in the form the batches had.</summary>
    public long[] Bytes { get; } = new long[SignalNames.Count];

    /// <summary>Spans with status error.</summary>
    public long SpanErrors { get; set; }

    /// <summary>Log records of severity ERROR or above.</summary>
    public long LogErrors { get; set; }

    /// <summary>The slowest span names.</summary>
    public SlowestSpans Slowest { get; } = new(options.SlowestSpans, options.MaxNameBytes);

    /// <summary>True when no item was counted.</summary>
    public bool IsEmpty => !Items.AsSpan().ContainsAnyExcept(0L);

    /// <summary>Adds another period.</summary>
    public void Add(PeriodCounts other)
    {
        for (int i = 0; i < Items.Length; i++)
        {
            Items[i] += other.Items[i];
            Bytes[i] += other.Bytes[i];
        }

        SpanErrors += other.SpanErrors;
        LogErrors += other.LogErrors;
        Slowest.Add(other.Slowest);
    }

    /// <summary>Back to nothing.</summary>
    public void Clear()
    {
        Array.Clear(Items);
        Array.Clear(Bytes);
        SpanErrors = 0;
        LogErrors = 0;
        Slowest.Clear();
    }
}
