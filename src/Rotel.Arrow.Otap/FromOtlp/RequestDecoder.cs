using System.Text.Unicode;
using Rotel.Arrow.Columnar.Dictionaries;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>
/// Walks Request -> ResourceX -> ScopeX -> item messages and writes the resource, scope and run columns; the items go
/// to a <see cref="SignalDecoder"/>.
/// </summary>
/// <remarks>
/// Protobuf allows fields in any order, so each ResourceX and ScopeX is stepped over twice: for its header, and for
/// what it contains; the second step only jumps from length to length over what the first has read.
/// Resources (and scopes within one) whose bytes were already seen in this batch get the id they got then, and their
/// attributes are not decoded again: an agent sends the same resource with every request. Resources and scopes
/// without items leave nothing.
/// </remarks>
internal sealed class RequestDecoder : IDisposable
{
    /// <summary>Root ids and resource and scope ids are u16 (otap.md 4.3), and 65,535 is the most that peers take.</summary>
    public const int MaxRootRows = 65_535;

    /// <summary>A larger resource or scope is not remembered: comparing it would cost as much as decoding.</summary>
    private const int MaxRememberedBytes = 4096;

    /// <summary>Bytes of remembered resources (or scopes) whose room is used again for the next batch.</summary>
    private const int KeptBytes = 256 << 10;

    private readonly SignalDecoder _items;
    private readonly SignalTables _tables;
    private readonly HeaderReader _headers;
    private readonly BinaryDictionary _resources;
    private readonly BinaryDictionary _scopes;
    private readonly List<ushort> _resourceIds = [];
    private readonly List<ushort> _scopeIds = [];
    private readonly byte[] _key = new byte[MaxRememberedBytes];

    public RequestDecoder(SignalDecoder items, SlabPool pool)
    {
        _items = items;
        _tables = items.Tables;
        _headers = new HeaderReader(items.Problem);
        _resources = new BinaryDictionary(isText: false, MaxRootRows, pool);
        _scopes = new BinaryDictionary(isText: false, MaxRootRows, pool);
    }

    /// <summary>Runs of the open batch.</summary>
    public List<ScopeRun> Runs { get; } = [];

    /// <summary>Item messages that hold no item (metrics without points) leave nothing.</summary>
    public bool LeavesOutEmpty { get; set; }

    /// <summary>Items left out of the current request.</summary>
    public int RejectedItems { get; private set; }

    /// <summary>What to come back to when the request cannot be taken.</summary>
    public RequestMark Mark() => new(
        _tables.Root.Rows,
        Runs.Count,
        _tables.ResourceAttributes.Offsets.Parents,
        _tables.ScopeAttributes.Offsets.Parents,
        _resources.Count,
        _scopes.Count);

    /// <summary>Back to the state of the mark.</summary>
    public void Rollback(in RequestMark mark)
    {
        _tables.TruncateRows(mark.Rows);
        _tables.ResourceAttributes.TruncateParents(mark.Resources);
        _tables.ScopeAttributes.TruncateParents(mark.Scopes);
        _resources.Truncate(mark.RememberedResources);
        _scopes.Truncate(mark.RememberedScopes);
        _resourceIds.RemoveRange(mark.RememberedResources, _resourceIds.Count - mark.RememberedResources);
        _scopeIds.RemoveRange(mark.RememberedScopes, _scopeIds.Count - mark.RememberedScopes);
        Runs.RemoveRange(mark.Runs, Runs.Count - mark.Runs);
    }

    /// <summary>The batch was sealed: ids start anew.</summary>
    public void Reset()
    {
        Forget(_resources);
        Forget(_scopes);
        _resourceIds.Clear();
        _scopeIds.Clear();
        Runs.Clear();
    }

    /// <summary>Decodes one request. Anything but Ok leaves a half-written state to be rolled back.</summary>
    public DecodeStatus Decode(ReadOnlySpan<byte> request)
    {
        RejectedItems = 0;
        _items.Begin();
        var reader = new ProtoReader(request);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    RejectedItems += _items.RejectedInside;
                    return DecodeStatus.Ok;
                case ReadStatus.Malformed:
                    return _items.Problem.Malformed("request");
            }

            if (tag == OtlpTags.Request.ResourceGroups)
            {
                if (!reader.TryReadBytes(out ReadOnlySpan<byte> group))
                {
                    return _items.Problem.Malformed("request");
                }

                DecodeStatus status = DecodeResourceGroup(group);
                if (status != DecodeStatus.Ok)
                {
                    return status;
                }
            }
            else if (tag >> 3 == OtlpFields.Request.ResourceGroups)
            {
                return _items.Problem.WrongWireType("request", tag);
            }
            else if (!reader.TrySkip(tag))
            {
                return _items.Problem.Malformed("request");
            }
        }
    }

    public void Dispose()
    {
        _items.Dispose();
        _resources.Dispose();
        _scopes.Dispose();
    }

    private DecodeStatus DecodeResourceGroup(ReadOnlySpan<byte> group)
    {
        DecodeStatus status = _headers.ReadGroup(
            group, "ResourceGroup", out bool hasResource, out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> schemaUrl, out _);
        if (status != DecodeStatus.Ok)
        {
            return status;
        }

        var resource = new ResourceHeader { IsPresent = hasResource, Message = message, SchemaUrl = schemaUrl };
        if (!Utf8.IsValid(schemaUrl))
        {
            return _headers.MalformedText("ResourceGroup.schema_url");
        }

        status = _headers.ReadResource(ref resource);
        if (status != DecodeStatus.Ok)
        {
            return status;
        }

        bool decoded = false;
        bool startsResource = true;
        var reader = new ProtoReader(group);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Tag != OtlpTags.ResourceGroup.ScopeGroups)
            {
                continue;
            }

            status = DecodeScopeGroup(
                group.Slice(field.ValueStart, field.ValueLength), ref resource, ref decoded, ref startsResource);
            if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        return decoded
            ? DecodeStatus.Ok
            : ValidateAttributes(resource.Message, OtlpTags.Resource.Attributes, _tables.ResourceAttributes);
    }

    private DecodeStatus DecodeScopeGroup(
        ReadOnlySpan<byte> group, ref ResourceHeader resource, ref bool resourceDecoded, ref bool startsResource)
    {
        DecodeStatus status = _headers.ReadGroup(
            group, "ScopeGroup", out bool hasScope, out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> schemaUrl, out bool hasItems);
        if (status != DecodeStatus.Ok)
        {
            return status;
        }

        var scope = new ScopeHeader { IsPresent = hasScope, Message = message, SchemaUrl = schemaUrl };
        status = _headers.ReadScope(ref scope);
        if (status != DecodeStatus.Ok)
        {
            return status;
        }

        if (!hasItems)
        {
            return ValidateAttributes(message, OtlpTags.InstrumentationScope.Attributes, _tables.ScopeAttributes);
        }

        if (!resourceDecoded)
        {
            status = DecodeResource(ref resource);
            if (status != DecodeStatus.Ok)
            {
                return status;
            }

            resourceDecoded = true;
        }

        status = DecodeScope(resource.Id, ref scope);
        return status != DecodeStatus.Ok ? status : DecodeItems(group, resource, scope, ref startsResource);
    }

    private DecodeStatus DecodeItems(
        ReadOnlySpan<byte> group, in ResourceHeader resource, in ScopeHeader scope, ref bool startsResource)
    {
        int firstRow = _tables.Root.Rows;
        var reader = new ProtoReader(group);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Tag != OtlpTags.ScopeGroup.Items)
            {
                continue;
            }

            ReadOnlySpan<byte> item = group.Slice(field.ValueStart, field.ValueLength);
            if (LeavesOutEmpty && _items.CountItems(item) == 0)
            {
                continue;
            }

            int row = _tables.Root.Rows;
            if (row >= MaxRootRows)
            {
                return DecodeStatus.Full;
            }

            DecodeStatus status = _items.DecodeItem(item);
            if (status == DecodeStatus.Invalid)
            {
                _tables.TruncateRows(row);
                RejectedItems += _items.CountItems(item);
            }
            else if (status != DecodeStatus.Ok)
            {
                return status;
            }
        }

        int rows = _tables.Root.Rows - firstRow;
        if (rows > 0)
        {
            if (!_tables.Origin.TryAppend(firstRow, rows, resource, scope))
            {
                return _headers.MalformedText("resource or scope");
            }

            Runs.Add(new ScopeRun(firstRow, resource.Id, scope.Id, startsResource));
            startsResource = false;
        }

        return DecodeStatus.Ok;
    }

    /// <summary>Finds the resource among those of this batch, or decodes its attributes under a new id.</summary>
    private DecodeStatus DecodeResource(ref ResourceHeader resource)
    {
        int remembered = Remember(_resources, resource.IsPresent ? 1 : 0, resource.Message, resource.SchemaUrl);
        if (remembered >= 0 && remembered < _resourceIds.Count)
        {
            resource.Id = _resourceIds[remembered];
            return DecodeStatus.Ok;
        }

        if (_tables.ResourceAttributes.Offsets.Parents >= MaxRootRows)
        {
            return DecodeStatus.Full;
        }

        resource.Id = (ushort)_tables.ResourceAttributes.Offsets.Parents;
        if (remembered >= 0)
        {
            _resourceIds.Add(resource.Id);
        }

        DecodeStatus status = DecodeAttributes(resource.Message, OtlpTags.Resource.Attributes, _tables.ResourceAttributes);
        _tables.ResourceAttributes.EndParent();
        return status;
    }

    /// <summary>The same for a scope within its resource: scope ids are unique per resource and scope.</summary>
    private DecodeStatus DecodeScope(ushort resourceId, ref ScopeHeader scope)
    {
        int remembered = Remember(_scopes, (resourceId << 1) | (scope.IsPresent ? 1 : 0), scope.Message, scope.SchemaUrl);
        if (remembered >= 0 && remembered < _scopeIds.Count)
        {
            scope.Id = _scopeIds[remembered];
            return DecodeStatus.Ok;
        }

        if (_tables.ScopeAttributes.Offsets.Parents >= MaxRootRows)
        {
            return DecodeStatus.Full;
        }

        scope.Id = (ushort)_tables.ScopeAttributes.Offsets.Parents;
        if (remembered >= 0)
        {
            _scopeIds.Add(scope.Id);
        }

        DecodeStatus status = DecodeAttributes(scope.Message, OtlpTags.InstrumentationScope.Attributes, _tables.ScopeAttributes);
        _tables.ScopeAttributes.EndParent();
        return status;
    }

    /// <summary>The number under which this header is remembered in the batch, a new one if need be; -1 if too large.</summary>
    private int Remember(BinaryDictionary seen, int prefix, ReadOnlySpan<byte> message, ReadOnlySpan<byte> schemaUrl)
    {
        int length = (2 * sizeof(int)) + message.Length + schemaUrl.Length;
        if (length > _key.Length)
        {
            return -1;
        }

        BitConverter.TryWriteBytes(_key, prefix);
        BitConverter.TryWriteBytes(_key.AsSpan(sizeof(int)), message.Length);
        message.CopyTo(_key.AsSpan(2 * sizeof(int)));
        schemaUrl.CopyTo(_key.AsSpan((2 * sizeof(int)) + message.Length));
        return seen.GetOrAdd(_key.AsSpan(0, length));
    }

    /// <summary>Empties a cache. What a batch of many large resources needed is not kept, charged, for ever.</summary>
    private static void Forget(BinaryDictionary seen)
    {
        if (seen.DataBytes > KeptBytes)
        {
            seen.Reset();
        }
        else
        {
            seen.Truncate(0);
        }
    }

    /// <summary>Attributes of a header. What is invalid there concerns every item, so it costs the request.</summary>
    private DecodeStatus DecodeAttributes(ReadOnlySpan<byte> message, uint attributesTag, AttributeTable table)
    {
        var reader = new ProtoReader(message);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Tag == attributesTag)
            {
                DecodeStatus status = _items.Values.DecodeAttribute(message.Slice(field.ValueStart, field.ValueLength), table);
                if (status != DecodeStatus.Ok)
                {
                    return status == DecodeStatus.Invalid ? DecodeStatus.Malformed : status;
                }
            }
        }

        return DecodeStatus.Ok;
    }

    /// <summary>A header that leaves nothing must still be well-formed: decoded and dropped again.</summary>
    private DecodeStatus ValidateAttributes(ReadOnlySpan<byte> message, uint attributesTag, AttributeTable table)
    {
        int parents = table.Offsets.Parents;
        DecodeStatus status = DecodeAttributes(message, attributesTag, table);
        table.TruncateParents(parents);
        return status;
    }
}

/// <summary>A state of the open batch to come back to: counts only.</summary>
internal readonly record struct RequestMark(
    int Rows, int Runs, int Resources, int Scopes, int RememberedResources, int RememberedScopes);
