namespace ModelCluster.Actors.Kernel;

/// <summary>Where an actor stands in the hierarchy, such as <c>/user/models/digits</c>. Immutable.</summary>
/// <remarks>
/// A name is 1 to 200 characters, without '/', white space or control characters. A name starting with '$' is one that the
/// kernel gave. A path may be used again by a new actor once the old one has terminated.
/// </remarks>
public sealed class ActorPath : IEquatable<ActorPath>
{
    private const int MaxNameLength = 200;
    private readonly string _text;

    private ActorPath(ActorPath? parent, string name)
    {
        Parent = parent;
        Name = name;
        _text = $"{parent}/{name}";
    }

    /// <summary>The path of the parent; null for the guardian at the top.</summary>
    public ActorPath? Parent { get; }

    /// <summary>The last part, unique among its siblings.</summary>
    public string Name { get; }

    /// <summary>The path of a child.</summary>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public ActorPath Child(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxNameLength || name.Any(c => c == '/' || char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new ArgumentException(
                $"'{name}' is no actor name: 1 to {MaxNameLength} characters without '/', white space or control characters.", nameof(name));
        return new ActorPath(this, name);
    }

    internal static ActorPath Root(string name) => new(parent: null, name);

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <inheritdoc/>
    public bool Equals(ActorPath? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);
}
