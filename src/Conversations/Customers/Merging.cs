using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;

namespace Conversations.Customers;

/// <summary>Two customers found to be one. Two turns, since no commit spans two actors: the newer becomes a tombstone, the older takes it in.</summary>
internal static class Merging
{
    /// <summary>This one is the newer: it hands all it was to the older and forwards what still arrives.</summary>
    public static void Move(Deciding deciding, CustomerId to)
    {
        foreach (var touch in deciding.Customer.Touches)
        {
            if (touch.State is not (TouchState.SlotWanted or TouchState.Retrying))
            {
                continue;
            }

            Sending.Withdraw(deciding, touch, "the customer was merged");
            if (touch.Origin != TouchOrigin.Journey)
            {
                // Somebody waits for it: the older customer asks for a slot again.
                deciding.Put(touch with { State = TouchState.Retrying, DueAt = deciding.Now });
            }
        }

        var whole = deciding.Customer;
        deciding.Note("customer.merged", "This customer turned out to be another one, which takes everything in.", ("into", to.Value));
        deciding.Do(new Effect.HandOn(to, new CustomerInput.Absorbed(whole)
        {
            Id = $"absorbed/{whole.Id}/{whole.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            Source = "engine",
            At = deciding.Now,
            OccurredAt = deciding.Now,
            Aliases = [.. whole.Aliases],
        }));
        deciding.Do(new Effect.TellStore("customer.merged", ImmutableSortedDictionary<string, string>.Empty.Add("customerId", whole.Id.Value).Add("into", to.Value)));
        deciding.Customer = new Customer { Store = whole.Store, Id = whole.Id, Version = whole.Version, BornAt = whole.BornAt, MovedTo = to };
    }

    /// <summary>A tombstone hands on what is addressed to it; outcomes of its own touches are renamed as they were when taken in.</summary>
    public static void Forward(Deciding deciding, CustomerId to)
    {
        var from = deciding.Customer.Id;
        CustomerInput? input = deciding.Told switch
        {
            CustomerInput.Woken or CustomerInput.Moved or CustomerInput.Answered => null,
            CustomerInput.SlotGranted => null,
            CustomerInput.SendAccepted sent => sent with { TouchId = Renamed(from, sent.TouchId) },
            CustomerInput.SendRejected sent => sent with { TouchId = Renamed(from, sent.TouchId) },
            CustomerInput.SendUnknown sent => sent with { TouchId = Renamed(from, sent.TouchId) },
            CustomerInput.DeliveryReported { TouchKey: { } key } status when Effect.Send.Parse(key) is { } parts =>
                status with { TouchKey = Effect.Send.CallbackOf(parts.Store, to, Renamed(from, parts.TouchId), parts.Attempt) },
            var other => other,
        };
        if (deciding.Happened is CustomerInput.SlotGranted granted)
        {
            deciding.Do(new Effect.ReturnSlot(granted.TouchId, deciding.Policy.Numbers[0].Id, from.Value));
        }

        if (input is null)
        {
            deciding.Ignore("this customer was merged into another one");
            return;
        }

        deciding.Note("input.forwarded", "Handed on to the customer that this one turned out to be.", ("to", to.Value));
        deciding.Do(new Effect.HandOn(to, input with { Id = $"{input.Id}/via/{from}" }));
    }

    /// <summary>Takes another customer in: the stricter consent, the fuller contact ledger win.</summary>
    public static void Absorb(Deciding deciding, Customer other)
    {
        var own = deciding.Customer;
        var orders = JoinedOrders.Of(own.Orders, other.Orders);
        ImmutableArray<Touch> touches = [.. other.Touches.Select(touch => touch with { Id = Renamed(other.Id, touch.Id), RunId = touch.RunId is { } run ? Renamed(other.Id, run) : null })];
        ImmutableArray<Run> runs = [.. other.Runs.Select(run => Adopted(other.Id, run, touches))];
        deciding.Customer = own with
        {
            Aliases = own.Aliases.Union(other.Aliases),
            Left = Profiles.Left(own, other.Left ?? ImmutableSortedDictionary<string, DateTimeOffset>.Empty, own.Aliases.Union(other.Aliases)),
            Bsuid = own.Bsuid ?? other.Bsuid,
            WaId = own.WaId ?? other.WaId,
            Profile = Profiles.Fill(own.Profile, other.Profile),
            Consent = Stricter(own.Consent, other.Consent),
            SaturatedUntil = Later(own.SaturatedUntil, other.SaturatedUntil),
            UnreachableAt = Unreachable(own, other),
            Orders = orders,
            OrderCount = JoinedOrders.Count(own, other),
            LastOrderAt = orders.LastOrDefault(order => !order.PlacingUnknown)?.PlacedAt ?? Later(own.LastOrderAt, other.LastOrderAt),
            Views = own.Views.AddRange(other.Views.Where(view => !own.Views.ContainsKey(view.Key))),
            Subscriptions = own.Subscriptions.AddRange(other.Subscriptions.Where(one => !own.Subscriptions.ContainsKey(one.Key))),
            Starts = own.Starts.SetItems(other.Starts.Where(start => !(own.Starts.TryGetValue(start.Key, out var mine) && mine >= start.Value))),
            LastSequence = other.LastSequenceAt > own.LastSequenceAt || own.LastSequenceAt is null ? other.LastSequence ?? own.LastSequence : own.LastSequence,
            LastSequenceAt = Later(own.LastSequenceAt, other.LastSequenceAt),
            Touches = [.. own.Touches, .. touches],
            Runs = [.. own.Runs, .. runs],
            Unnoticed = Math.Max(own.Unnoticed, other.Unnoticed),
            LastActedAt = Later(own.LastActedAt, other.LastActedAt),
            Thread = Joined(own, other),
        };
        Threads.Assistance.Reopen(deciding);
        Baskets.Join(deciding, own, other);
        JoinedRuns.Reduce(deciding, own, other with { Runs = runs });
        Tell(deciding, other);
    }

    /// <summary>The facts of the other one stay in its own log: what it had permitted is told here, as evidence.</summary>
    private static void Tell(Deciding deciding, Customer other)
    {
        var consent = other.Consent;
        var stoppedAt = Later(consent.StoppedAt, consent.PlatformStoppedAt);
        var granted = consent.GrantedAt is { } at ? $", who had consented to WhatsApp marketing, source {consent.Source ?? "not told"}, at {deciding.Say(at)}" : string.Empty;
        var stopped = stoppedAt is { } since ? $", {(consent.GrantedAt is null ? "who had stopped WhatsApp marketing" : "and had stopped it")} at {deciding.Say(since)}" : string.Empty;
        deciding.Note(
            "customer.absorbed",
            $"Took in another customer that turned out to be this one{granted}{stopped}.",
            ("from", other.Id.Value),
            ("at", consent.GrantedAt?.Iso()),
            ("source", consent.Source),
            ("wording", consent.Wording),
            ("stoppedAt", stoppedAt?.Iso()),
            ("stoppedBy", consent.PlatformStoppedAt is null ? consent.StoppedBy : "whatsapp"));
    }

    private static Run Adopted(CustomerId from, Run run, ImmutableArray<Touch> touches)
    {
        var touch = run.TouchId is { } id ? Renamed(from, id) : null;
        var isUnderWay = touches.Any(one => one.Id == touch && one.State is TouchState.Claimed or TouchState.Unknown);
        return run with { Id = Renamed(from, run.Id), TouchId = touch, State = run.State == RunState.Touching && !isUnderWay ? RunState.Waiting : run.State };
    }

    /// <summary>A touch or run of another customer keeps the name of the one that it was first made for, however many merge.</summary>
    public static string Renamed(CustomerId from, string id) => id.Contains(':', StringComparison.Ordinal) ? id : $"{from}:{id}";

    /// <summary>What was found out of a number holds for whoever has it, unless the customer wrote since.</summary>
    private static DateTimeOffset? Unreachable(Customer own, Customer other)
    {
        var isOne = own.Phone is not { } phone || phone.Key == other.Phone?.Key;
        var since = isOne ? Later(own.UnreachableAt, other.UnreachableAt) : own.UnreachableAt;
        return Later(own.Thread.LastInboundAt, other.Thread.LastInboundAt) > since ? null : since;
    }

    private static Consent Stricter(Consent own, Consent other)
    {
        var granted = own.GrantedAt >= other.GrantedAt || other.GrantedAt is null ? own : other;
        return granted with
        {
            GrantedAheadAt = Later(own.GrantedAheadAt, other.GrantedAheadAt),
            StoppedAt = Later(own.StoppedAt, other.StoppedAt),
            StoppedBy = own.StoppedBy ?? other.StoppedBy,
            RevokedAheadAt = Later(own.RevokedAheadAt, other.RevokedAheadAt),
            PlatformStoppedAt = Later(own.PlatformStoppedAt, other.PlatformStoppedAt),
            PlatformPreferenceAt = Later(own.PlatformPreferenceAt, other.PlatformPreferenceAt),
            SuspendedAt = Later(own.SuspendedAt, other.SuspendedAt),
            StopSaidAt = Later(own.StopSaidAt, other.StopSaidAt),
            ResumedAt = Later(own.ResumedAt, other.ResumedAt),
            Wrote = own.Wrote || other.Wrote,
        };
    }

    private static Threads.Thread Joined(Customer one, Customer two)
    {
        var (own, other) = (one.Thread, two.Thread);
        string[] open = [.. Threads.Assistance.Open(one), .. Threads.Assistance.Open(two)];
        var (lead, second) = other.State > own.State ? (other, own) : (own, other);
        var (newest, before) = own.LastInboundAt >= other.LastInboundAt || other.LastInboundAt is null ? (own, other) : (other, own);
        var inbound = lead.InboundByNumber.SetItems(second.InboundByNumber.Where(pair => !(lead.InboundByNumber.TryGetValue(pair.Key, out var at) && at >= pair.Value)));
        return lead with
        {
            Epoch = Math.Max(own.Epoch, other.Epoch) + 1,
            Turn = Math.Max(own.Turn, other.Turn),
            Lines = [.. own.Lines.Concat(other.Lines).DistinctBy(line => line.Id).OrderBy(line => line.At).TakeLast(20)],
            InboundByNumber = inbound,
            LastInboundAt = Later(own.LastInboundAt, other.LastInboundAt),
            LastNumber = newest.LastNumber ?? lead.LastNumber,
            Language = newest.Language ?? before.Language,
            SuggestedReply = ReferenceEquals(newest, lead) ? lead.SuggestedReply : null,
            Unanswered = [.. own.Unanswered.Concat(other.Unanswered).Except(open, StringComparer.Ordinal), .. open.Distinct(StringComparer.Ordinal)],
            AskAt = lead.State == Threads.ThreadState.Assistant ? own.AskAt ?? other.AskAt : null,
            AskedAt = null,
            HumanClosedAt = Later(own.HumanClosedAt, other.HumanClosedAt),
            Unread = own.Unread + other.Unread,
            Replies = other.Replies is { } replies ? [.. (own.Replies ?? []).Concat(replies).TakeLast(Threads.Operators.RepliesKept)] : own.Replies,
            Notes = [.. own.Notes.Concat(other.Notes).OrderBy(note => note.At).TakeLast(20)],
            Labels = [.. own.Labels.Concat(other.Labels).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null ? other : other is null || one >= other ? one : other;
}
