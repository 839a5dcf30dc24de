using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromRecords.Columns;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// Columns resource, scope and schema_url of a received root table, with RESOURCE_ATTRS and SCOPE_ATTRS: finds where
/// resource or scope change from row to row, and gives them ids of ours.
/// </summary>
/// <remarks>
/// Ids alone tell nothing: Go gives one scope id to equal scopes of several resources, and rows without attributes need
/// no id. So all columns are compared, and a resource (or a scope within its resource) that comes back gets the id that
/// it got before.
/// </remarks>
internal ref struct ReceivedOrigins
{
    private readonly ReadOnlySpan<long> _resourceIds;
    private readonly ReadOnlySpan<long> _scopeIds;
    private readonly WireColumn _resource;
    private readonly WireBytes _resourceUrl;
    private readonly WireNumbers _resourceDropped;
    private readonly WireColumn _scope;
    private readonly WireBytes _scopeName;
    private readonly WireBytes _scopeVersion;
    private readonly WireNumbers _scopeDropped;
    private readonly WireBytes _schemaUrl;
    private readonly RowsById _resourceNumbers;
    private readonly RowsById _scopeNumbers;
    private readonly ReceivedAttributes _resourceAttributes;
    private readonly ReceivedAttributes _scopeAttributes;

    /// <summary>By number of a resource + 1 (0: without id): the row it was seen in last, and our id of it.</summary>
    private readonly Span<int> _resourceSeenAt;
    private readonly Span<int> _resourceSeenAs;

    /// <summary>The same by number of a scope, and our id of the resource that it was seen in.</summary>
    private readonly Span<int> _scopeSeenAt;
    private readonly Span<int> _scopeSeenAs;
    private readonly Span<int> _scopeSeenIn;

    public ReceivedOrigins(ReceivedTables tables, PayloadType root, RecordsContext context)
    {
        int rows = tables[root]!.Length;
        ScratchArrays scratch = context.Scratch;
        _resource = tables.Column(root, ColumnNames.Resource);
        _resourceUrl = new WireBytes(_resource.Child(ColumnNames.SchemaUrl));
        _resourceDropped = new WireNumbers(_resource.Child(ColumnNames.DroppedAttributesCount), NumberKind.Integer, 32);
        _scope = tables.Column(root, ColumnNames.Scope);
        _scopeName = new WireBytes(_scope.Child(ColumnNames.Name));
        _scopeVersion = new WireBytes(_scope.Child(ColumnNames.Version));
        _scopeDropped = new WireNumbers(_scope.Child(ColumnNames.DroppedAttributesCount), NumberKind.Integer, 32);
        _schemaUrl = new WireBytes(tables.Column(root, ColumnNames.SchemaUrl));

        Span<long> resourceIds = scratch.Longs(rows).AsSpan(0, rows);
        Span<long> scopeIds = scratch.Longs(rows).AsSpan(0, rows);
        TransportIds.DecodeIds(_resource.Child(ColumnNames.Id), _resource, TransportIds.Mask16, resourceIds);
        TransportIds.DecodeIds(_scope.Child(ColumnNames.Id), _scope, TransportIds.Mask16, scopeIds);
        _resourceIds = resourceIds;
        _scopeIds = scopeIds;
        _resourceNumbers = Number(resourceIds, scratch, out int resources);
        _scopeNumbers = Number(scopeIds, scratch, out int scopes);
        _resourceAttributes = new ReceivedAttributes(
            tables, PayloadType.ResourceAttrs, _resourceNumbers, resources, TransportIds.Mask16, context);
        _scopeAttributes = new ReceivedAttributes(
            tables, PayloadType.ScopeAttrs, _scopeNumbers, scopes, TransportIds.Mask16, context);
        _resourceSeenAt = scratch.Ints(resources + 1).AsSpan(0, resources + 1);
        _resourceSeenAs = scratch.Ints(resources + 1).AsSpan(0, resources + 1);
        _scopeSeenAt = scratch.Ints(scopes + 1).AsSpan(0, scopes + 1);
        _scopeSeenAs = scratch.Ints(scopes + 1).AsSpan(0, scopes + 1);
        _scopeSeenIn = scratch.Ints(scopes + 1).AsSpan(0, scopes + 1);
        Forget();
    }

    /// <summary>Ids start anew: a batch was sealed.</summary>
    public readonly void Forget()
    {
        _resourceSeenAt.Fill(-1);
        _scopeSeenAt.Fill(-1);
    }

    /// <summary>The first row behind <paramref name="row"/>, or <paramref name="end"/>, that is of another scope.</summary>
    public readonly int EndOfRun(int row, int end)
    {
        int next = row + 1;
        while (next < end && SameResource(next, row) && SameScope(next, row))
        {
            next++;
        }

        return next;
    }

    /// <summary>
    /// Writes the resource and scope cells of the run [<paramref name="first"/>, <paramref name="end"/>) to our rows
    /// from <paramref name="target"/> on, and the attributes of a resource or scope that is new.
    /// </summary>
    public readonly ScopeRun AppendTo(SignalTables tables, int first, int end, int target, int previousResource)
    {
        int resourceId = Resource(tables, first);
        int scopeId = Scope(tables, first, resourceId);
        var resource = new ResourceHeader
        {
            Id = (ushort)resourceId,
            IsPresent = _resource.Array is null || !_resource.IsNull(first),
            DroppedAttributesCount = _resource.IsNull(first) ? 0 : (uint)_resourceDropped[first],
            SchemaUrl = _resource.IsNull(first) ? default : RecordsContext.Repair(_resourceUrl[first]),
        };
        bool hasScope = !_scope.IsNull(first);
        var scope = new ScopeHeader
        {
            Id = (ushort)scopeId,
            IsPresent = _scope.Array is null || hasScope,
            DroppedAttributesCount = hasScope ? (uint)_scopeDropped[first] : 0,
            Name = hasScope ? RecordsContext.Repair(_scopeName[first]) : default,
            Version = hasScope ? RecordsContext.Repair(_scopeVersion[first]) : default,
            SchemaUrl = RecordsContext.Repair(_schemaUrl[first]),
        };
        tables.Origin.TryAppend(target, end - first, resource, scope);
        return new ScopeRun(target, (ushort)resourceId, (ushort)scopeId, resourceId != previousResource);
    }

    /// <summary>Gives each distinct id a number from 0 on.</summary>
    private static RowsById Number(ReadOnlySpan<long> ids, ScratchArrays scratch, out int count)
    {
        var numbers = new RowsById(ids, scratch);
        count = 0;
        foreach (long id in ids)
        {
            if (id >= 0 && numbers.Find(id) < 0)
            {
                numbers.Add(id, count++);
            }
        }

        return numbers;
    }

    private readonly int Resource(SignalTables tables, int row)
    {
        int number = _resourceNumbers.Find(_resourceIds[row]);
        int seenAt = _resourceSeenAt[number + 1];
        if (seenAt >= 0 && SameResource(row, seenAt))
        {
            return _resourceSeenAs[number + 1];
        }

        int id = tables.ResourceAttributes.Offsets.Parents;
        _resourceAttributes.AppendTo(tables.ResourceAttributes, number);
        tables.ResourceAttributes.EndParent();
        _resourceSeenAt[number + 1] = row;
        _resourceSeenAs[number + 1] = id;
        return id;
    }

    private readonly int Scope(SignalTables tables, int row, int resourceId)
    {
        int number = _scopeNumbers.Find(_scopeIds[row]);
        int seenAt = _scopeSeenAt[number + 1];
        if (seenAt >= 0 && _scopeSeenIn[number + 1] == resourceId && SameScope(row, seenAt))
        {
            return _scopeSeenAs[number + 1];
        }

        int id = tables.ScopeAttributes.Offsets.Parents;
        _scopeAttributes.AppendTo(tables.ScopeAttributes, number);
        tables.ScopeAttributes.EndParent();
        _scopeSeenAt[number + 1] = row;
        _scopeSeenAs[number + 1] = id;
        _scopeSeenIn[number + 1] = resourceId;
        return id;
    }

    private readonly bool SameResource(int row, int other)
    {
        bool isNull = _resource.IsNull(row);
        if (isNull || _resource.IsNull(other))
        {
            return isNull && _resource.IsNull(other);
        }

        return _resourceIds[row] == _resourceIds[other]
            && _resourceUrl.Same(row, other)
            && _resourceDropped[row] == _resourceDropped[other];
    }

    private readonly bool SameScope(int row, int other)
    {
        if (!_schemaUrl.Same(row, other))
        {
            return false;
        }

        bool isNull = _scope.IsNull(row);
        if (isNull || _scope.IsNull(other))
        {
            return isNull && _scope.IsNull(other);
        }

        return _scopeIds[row] == _scopeIds[other]
            && _scopeName.Same(row, other)
            && _scopeVersion.Same(row, other)
            && _scopeDropped[row] == _scopeDropped[other];
    }
}
