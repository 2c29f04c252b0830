using System.Reflection;
using System.Text.Json.Serialization;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Threads;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Laws;

/// <summary>What holds for every history; all seeds of the range were played, so that no build fails by chance. A failing seed is printed by FsCheck and becomes a named test.</summary>
public sealed class LawTests
{
    private const int Inputs = 60;

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, 199).ToArbitrary();

    /// <summary>L6: folding the inputs again gives the stored snapshot, byte for byte, and what is stored is read back the same.</summary>
    [Fact]
    public void Folding_the_inputs_again_gives_the_same_bytes() => ForAll(seed =>
    {
        var story = new Chance(seed).Play(Inputs);
        var again = new Customer { Store = story.Customer.Store, Id = story.Customer.Id };
        foreach (var input in story.Inputs)
        {
            var stored = Written.Of(input);
            var read = Written.Read<CustomerInput>(stored);
            Written.Of(read).ShouldBe(stored);
            var decision = Decider.Decide(Written.Read<Customer>(Written.Of(again)), read, story.Rules);
            foreach (var effect in decision.Effects)
            {
                Written.Of(Written.Read<Effect>(Written.Of(effect))).ShouldBe(Written.Of(effect));
            }

            again = decision.Next;
        }

        Written.Of(again).ShouldBe(Written.Of(story.Customer));
    });

    /// <summary>L3: a report of the storefront, a status, a preference or an outcome that comes again changes nothing and does nothing.</summary>
    [Fact]
    public void The_same_report_twice_changes_nothing_the_second_time() => ForAll(seed =>
    {
        var chance = new Chance(seed);
        var story = chance.Play(Inputs);
        foreach (var input in chance.EveryKind().Where(IsReport))
        {
            var once = Decider.Decide(story.Customer, input, story.Rules).Next;
            var twice = Decider.Decide(once, input, story.Rules);

            var same = Written.Of(twice.Next with { Version = once.Version }) == Written.Of(once);
            same.ShouldBeTrue($"{Written.Of(input)}\n{string.Join('\n', twice.Facts.Select(fact => fact.Summary))}");
            twice.Effects.Where(effect => effect is not Effect.ReturnSlot).ShouldBeEmpty(Written.Of(input));
        }
    });

    /// <summary>L4: what left as marketing passes a naive reading of the history.</summary>
    [Fact]
    public void No_marketing_leaves_against_consent_caps_hours_or_window() => ForAll(seed =>
    {
        var chance = new Chance(seed);
        var naive = new NaiveGates();
        var story = chance.Story;
        story.Watching = (before, input, decision) => naive.Look(before, input, decision);
        chance.Play(Inputs);
        naive.Wrongs.ShouldBeEmpty(string.Join("\n", story.Facts.Where(fact => naive.Wrongs.Count > 0 && fact.Data.GetValueOrDefault("touch") == naive.Wrongs[0].Split(':')[0]).Select(fact => $"{fact.Kind} {fact.Summary} {fact.Data.GetValueOrDefault("form")} {fact.Data.GetValueOrDefault("gates")}")));
    });

    /// <summary>L7: an inbound message has a fact of its own turn that says what becomes of it, and in the end none waits for nobody.</summary>
    [Fact]
    public void Every_inbound_is_answered_handed_over_or_recorded() => ForAll(seed =>
    {
        var chance = new Chance(seed);
        var story = chance.Play(Inputs);
        story.Grants = true;
        story.Silent = false;
        story.Capacity = new Capacity();
        story.Answers = null;
        foreach (var touch in story.Customer.Touches.Where(touch => touch.State == TouchState.SlotWanted))
        {
            story.Takes((id, at) => new CustomerInput.SlotGranted(touch.Id, new Capacity()) { Id = id, Source = "engine", At = at, OccurredAt = at });
        }

        story.After(TimeSpan.FromDays(3));
        var thread = story.Customer.Thread;

        (thread.Unanswered.IsEmpty || thread.State is ThreadState.Waiting or ThreadState.Human).ShouldBeTrue(Written.Of(thread));
    });

    /// <summary>L8: a touch that is gone, sent or not, left a fact; every claim ended accepted, refused or unknown.</summary>
    [Fact]
    public void Every_claim_ends_with_a_fact() => ForAll(seed =>
    {
        var chance = new Chance(seed);
        var story = chance.Play(Inputs);
        story.After(TimeSpan.FromMinutes(16));
        foreach (var (_, send) in story.Sent)
        {
            story.Facts.ShouldContain(
                fact => fact.Data.GetValueOrDefault("touch") == send.TouchId
                    && (fact.Kind == "touch.accepted" || fact.Kind == "touch.failed" || fact.Kind == "touch.retrying" || fact.Kind == "touch.unknown" || fact.Kind == "touch.unknown-final"),
                send.TouchId);
        }

        foreach (var want in story.Effects.OfType<Effect.WantSlot>())
        {
            var open = story.Customer.Touches.Any(touch => touch.Id == want.TouchId && touch.State is TouchState.SlotWanted or TouchState.Retrying);
            (open || story.Facts.Any(fact => fact.Data.GetValueOrDefault("touch") == want.TouchId && fact.Kind is "touch.claimed" or "touch.dropped" or "touch.held")
                || story.Facts.Any(fact => fact.Kind is "touch.held" or "touch.dropped" or "touch.holdout" && fact.Data.ContainsKey("gates"))).ShouldBeTrue(want.TouchId);
        }
    });

    /// <summary>L2: no attempt of a touch is sent twice.</summary>
    [Fact]
    public void No_key_is_sent_twice() => ForAll(seed =>
        new Chance(seed).Play(Inputs).Sent.Select(sent => sent.Send.Callback).ShouldBeUnique());

    /// <summary>Waking at the time asked for always gets somewhere: the next time asked for is later.</summary>
    [Fact]
    public void A_wake_up_always_makes_progress() => ForAll(seed =>
    {
        var chance = new Chance(seed);
        var story = chance.Play(Inputs);
        for (var turn = 0; turn < 60 && story.Customer.DueAt is { } due; turn++)
        {
            var now = due > story.Now ? due : story.Now;
            story.Until(now);
            if (story.Customer.DueAt is { } next)
            {
                next.ShouldBeGreaterThan(now);
            }
        }
    });

    [Fact]
    public void A_year_of_history_stays_a_small_snapshot()
    {
        var sizes = Enumerable.Range(1, 10).Select(seed => Written.Of(new Chance(seed).Play(800, hoursMax: 30).Customer).Length).ToList();

        sizes.Max().ShouldBeLessThan(32 * 1024, string.Join(", ", sizes));
    }

    /// <summary>Every case × every state that a thread or run was ever in.</summary>
    [Fact]
    public void No_input_throws_in_any_state()
    {
        var (threads, runs, touches) = (new HashSet<ThreadState>(), new HashSet<Conversations.Journeys.RunState>(), new HashSet<TouchState>());
        for (var seed = 0; seed < 40; seed++)
        {
            var chance = new Chance(seed);
            var story = chance.Story;
            for (var step = 0; step < 20; step++)
            {
                chance.Play(2);
                threads.Add(story.Customer.Thread.State);
                runs.UnionWith(story.Customer.Runs.Select(run => run.State));
                touches.UnionWith(story.Customer.Touches.Select(touch => touch.State));
                foreach (var input in chance.EveryKind())
                {
                    Decider.Decide(story.Customer, input, story.Rules).Facts.ShouldNotBeEmpty();
                }
            }
        }

        threads.Order().ShouldBe(Enum.GetValues<ThreadState>());
        runs.Order().ShouldBe(Enum.GetValues<Conversations.Journeys.RunState>());
        touches.Order().ShouldBe(Enum.GetValues<TouchState>());
    }

    /// <summary>Discriminators are a storage format: this list only ever grows.</summary>
    [Fact]
    public void Discriminators_never_change()
    {
        Words(typeof(CustomerInput)).ShouldBe("absorbed.1 answered.1 assigned.1 basket_changed.1 basket_emptied.1 companions_counted.1 consent_reported.1 delivery_reported.1 handed_back.1 identity_changed.1 identity_lost.1 labelled.1 message_echoed.1 message_received.1 moved.1 noted.1 operator_replied.1 order_reported.1 preference_reported.1 product_news.1 product_viewed.1 profile_reported.1 send_accepted.1 send_rejected.1 send_unknown.1 slot_granted.1 stock_subscribed.1 taken_over.1 thread_closed.1 woken.1");
        Words(typeof(Effect)).ShouldBe("ask_assistant.1 count_companions.1 hand_on.1 mark_read.1 raise_alert.1 return_slot.1 send.1 tell_sender.1 tell_store.1 want_slot.1");
        Words(typeof(OutboundMessage)).ShouldBe("buttons.1 link.1 list.1 media.1 reaction.1 template.1 text.1");
    }

    [Fact]
    public void Every_case_has_a_discriminator()
    {
        foreach (var type in (Type[])[typeof(CustomerInput), typeof(Effect), typeof(OutboundMessage)])
        {
            type.GetNestedTypes().Where(type.IsAssignableFrom).ShouldBe(type.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(one => one.DerivedType), ignoreOrder: true);
        }
    }

    /// <summary>What comes again from outside by nature. A view, a message or an operator's act is each time another one: the store tells them apart by their ids.</summary>
    private static bool IsReport(CustomerInput input) => input is
        CustomerInput.BasketChanged or CustomerInput.BasketEmptied or CustomerInput.OrderReported or CustomerInput.StockSubscribed
        or CustomerInput.ConsentReported or CustomerInput.PreferenceReported or CustomerInput.DeliveryReported or CustomerInput.SlotGranted
        or CustomerInput.SendAccepted or CustomerInput.SendRejected or CustomerInput.SendUnknown or CustomerInput.Answered or CustomerInput.Woken
        or CustomerInput.ProfileReported or CustomerInput.MessageEchoed or CustomerInput.ProductNews or CustomerInput.CompanionsCounted;

    private static string Words(Type type) => string.Join(' ', type.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(one => (string)one.TypeDiscriminator!).Order(StringComparer.Ordinal));

    private static void ForAll(Action<int> law) => Prop.ForAll(Seeds, seed =>
    {
        law(seed);
        return true;
    }).QuickCheckThrowOnFailure();
}
