namespace Rotel.Arrow.Views;

/// <summary>
/// Receives the outer two levels of every signal. Calls nest:
/// <code>
/// BeginResource  ( BeginScope  item*  EndScope )*  EndResource
/// </code>
/// An implementation of the views calls Begin once for each ResourceX and ScopeX message, also for those without
/// items and for equal neighbours. A Begin that returns false skips the group: neither its content nor its End follows.
/// </summary>
public interface IGroupVisitor
{
    /// <summary>A ResourceSpans, ResourceLogs or ResourceMetrics starts. Returns false to skip it.</summary>
    bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct;

    /// <summary>The resource ends.</summary>
    void EndResource();

    /// <summary>A ScopeSpans, ScopeLogs or ScopeMetrics starts. Returns false to skip it.</summary>
    bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct;

    /// <summary>The scope ends.</summary>
    void EndScope();
}

/// <summary>A visitor of all three signals.</summary>
public interface ITelemetryVisitor : ITracesVisitor, ILogsVisitor, IMetricsVisitor;
