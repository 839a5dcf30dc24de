using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>The wide form of a batch: one row an item.</summary>
internal static class WideBatches
{
    /// <summary>Adds record batches of the signal's wide schema. They are valid until the context is abandoned and the batch released.</summary>
    public static void Build(SealContext context, OtapBatch batch, JsonValueWriter json, List<RecordBatch> results)
    {
        switch (batch.Signal)
        {
            case Signal.Traces:
                results.Add(WideTraces.Build(context, batch, json));
                break;
            case Signal.Logs:
                results.Add(WideLogs.Build(context, batch, json));
                break;
            default:
                WideMetrics.Build(context, batch, json, results);
                break;
        }
    }
}
