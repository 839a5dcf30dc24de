using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>Walks the scope runs of a batch and tells the visitor where resources and scopes begin and end.</summary>
internal ref struct RunWalk
{
    private readonly ReadOnlySpan<ScopeRun> _runs;
    private readonly int _rows;
    private OtapResourceView _resource;
    private OtapScopeView _scope;
    private int _next;
    private bool _inResource;
    private bool _inScope;

    public RunWalk(OtapBatch batch)
    {
        _runs = batch.ScopeRuns.Span;
        if (_runs.IsEmpty)
        {
            return;
        }

        _rows = batch.Root.Length;
        _resource = new OtapResourceView(batch);
        _scope = new OtapScopeView(batch);
    }

    /// <summary>
    /// Ends the scope before and begins the next one that the visitor wants; its root rows are [first, end). After
    /// the last one everything is ended and the answer is false.
    /// </summary>
    public bool MoveNext<TVisitor>(scoped ref TVisitor visitor, out int first, out int end)
        where TVisitor : IGroupVisitor, allows ref struct
    {
        if (_inScope)
        {
            visitor.EndScope();
            _inScope = false;
        }

        while (_next < _runs.Length)
        {
            int run = _next++;
            first = _runs[run].StartRow;
            end = _next < _runs.Length ? _runs[_next].StartRow : _rows;
            if (_runs[run].StartsResource || run == 0)
            {
                if (_inResource)
                {
                    visitor.EndResource();
                }

                _resource.Show(first, _runs[run].ResourceId);
                _inResource = visitor.BeginResource(ref _resource);
            }

            if (_inResource)
            {
                _scope.Show(first, _runs[run].ScopeId);
                if (visitor.BeginScope(ref _scope))
                {
                    _inScope = true;
                    return true;
                }
            }
        }

        if (_inResource)
        {
            visitor.EndResource();
            _inResource = false;
        }

        first = 0;
        end = 0;
        return false;
    }
}
