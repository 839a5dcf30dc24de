using Rotel.Arrow.Otap.Views;
using Rotel.Arrow.Otlp.Views;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pdata;

/// <summary>Visits a batch row by row in the form it has, without converting it.</summary>
public static class PdataViews
{
    /// <summary>Shows all resources, scopes and items to the visitor. The batch must be held for the call.</summary>
    public static void Visit<TVisitor>(PdataBatch batch, scoped ref TVisitor visitor)
        where TVisitor : ITelemetryVisitor, allows ref struct
    {
        if (batch.HasOtlp)
        {
            OtlpViews.Visit(batch.AsOtlp(), ref visitor);
        }
        else
        {
            OtapViews.Visit(batch.AsOtap(), ref visitor);
        }
    }
}
