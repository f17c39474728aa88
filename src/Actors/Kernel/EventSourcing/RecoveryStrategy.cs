using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Kernel;

/// <summary>How a parent of event-sourced actors answers their failures, unless it knows better.</summary>
public static class RecoveryStrategy
{
    private static readonly RestartBackoff Patient = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>
    /// A recovery that failed is tried again after 1 s, 2 s, ... up to 30 s, for as long as it takes, also for a corrupt record,
    /// which may be mended meanwhile. A sequence conflict stops the child: its newer owner works elsewhere. All else as
    /// <see cref="SupervisorStrategy.DefaultDecider"/> says.
    /// </summary>
    public static readonly SupervisorStrategy Default = new SupervisorStrategy(Decide).WithBackoff(Patient);

    private static Directive Decide(Exception reason) => reason switch
    {
        SequenceConflictException => Directive.Stop,
        RecoveryFailedException => Directive.Restart,
        _ => SupervisorStrategy.DefaultDecider(reason),
    };
}
