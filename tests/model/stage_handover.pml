/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the proof of the stage hand-over: harden, bounce, kick, wake-up and signal racing on two CPUs. */

/*
 * CPU 0 runs the Linux half ("root", in-band) and, ahead of it, the RT half. CPU 1 sends signals and
 * posts to the semaphore on which the RT half waits. Linux may have moved the sleeping Linux half to
 * CPU 1: then it is not held up by a spinning RT half; both cases are explored.
 *
 * The publication of the state goes through a one-entry store buffer, because x86 lets the load of the
 * second signal_pending() pass an older store: what P1 step 3 needs its barrier for.
 *
 * Mutants, each of which must be caught:
 *   1  no second signal_pending() after the publication
 *   2  no barrier between the publication and that test
 *   3  FROZEN published before the registers are saved
 *   4  the kicker trusts its lock-free look at the state once it has the lock
 *   5  no kick from the signal hook: only the Linux half is woken
 *   6  the return to user mode does not look at the kick flag
 *   7  a kick that finds the thread already woken overwrites the result of its wait
 *   8  the wait loop goes to sleep without looking at the state again
 *   9  the irq_work is left out of the bounce
 */
#ifndef MUTANT
#define MUTANT 0
#endif

#define ROUNDS	2	/* times the thread hardens */
#define SIGNALS	2	/* signals sent to it */
#define POSTS	2	/* semaphore posts from the other CPU */

mtype = { INBAND, READY, RUNNING, BLOCKED, FROZEN };
mtype = { none, got, interrupted };		/* result of the native wait */
mtype = { awake, asleep, asleep_deep };	/* the Linux half: runnable, interruptible or not */

mtype state = INBAND;
mtype result = none;
mtype half = awake;

/* The store buffer of CPU 0, in front of `state`. */
bool buffered;
mtype buffered_state = INBAND;

bool hard_lock;		/* of CPU 0's run queue */
bool hard_off;		/* CPU 0 in root with its interrupt flag off */
bool oob;		/* CPU 0 is out of band: no in-band step of CPU 0 happens */
bool moved;		/* the Linux half sits on CPU 1 */
bool signal_pending, kick_flag, resched_ipi, irq_work, finished;
byte sem, posted, taken, observed;

/* Ghosts. */
byte user_owners;	/* who executes the user context right now */
bool saved;		/* the user registers are all in the TCB */

#define in_band		(moved || !oob)
#define is_oob(s)	(s == READY || s == RUNNING || s == BLOCKED)

inline take_lock() { atomic { !hard_lock -> hard_lock = true } }
inline drop_lock() { hard_lock = false }

inline enter_user() { user_owners++; assert(user_owners == 1) }
inline leave_user() { user_owners-- }

inline drain_buffer() { d_step { if :: buffered -> state = buffered_state; buffered = false :: else fi } }

/* P2.2: the order of the two stores is what the Linux half's acquire relies on. */
inline freeze() {
	if
	:: MUTANT == 3 -> state = FROZEN; saved = true
	:: else -> saved = true; state = FROZEN
	fi
}

/* P5, from Linux on either CPU. */
inline kick(seen) {
	take_lock();
	if
	:: MUTANT == 4 -> skip
	:: else -> seen = state
	fi;
	if
	:: seen == READY || seen == BLOCKED ->
		assert(is_oob(state));
		if
		:: result == none || MUTANT == 7 -> result = interrupted
		:: else
		fi;
		freeze();
		drop_lock();
		half = awake			/* in-band, so a plain wake-up will do */
	:: seen == RUNNING ->
		kick_flag = true;
		resched_ipi = true;
		drop_lock()
	:: else ->
		drop_lock()
	fi
}

/* Whoever continues the user context sees how its wait ended. */
inline consume_result() {
	d_step { if :: result == got -> observed++ :: else fi; result = none }
}

inline take_signal() { d_step { signal_pending = false } }

active proctype LinuxHalf() {
	byte round;
	mtype seen = INBAND;

	do
	:: round == ROUNDS -> break
	:: else ->
		/* User code in Linux mode; a pending signal is taken at its boundary. */
		enter_user();
		leave_user();
		atomic { in_band; if :: signal_pending -> take_signal() :: else fi };

		/* P1.2, 3: back on the CPU of the TCB, hard-off. */
		atomic { !oob -> moved = false; hard_off = true };
		saved = true;
		result = none;
		kick_flag = false;
		take_lock();
		d_step { buffered = true; buffered_state = BLOCKED };
		if
		:: MUTANT == 2 -> skip
		:: else -> drain_buffer()
		fi;
		if
		:: MUTANT != 1 && signal_pending ->
			/* Roll back: nothing has happened yet, the call starts anew. */
			drain_buffer();
			state = INBAND;
			drop_lock();
			hard_off = false;
			round++
		:: else ->
			/* The native request itself: here a semaphore wait. */
			drain_buffer();
			if
			:: sem > 0 -> atomic { sem--; taken++; result = got }; state = READY
			:: else
			fi;
			drop_lock();
			atomic { hard_off = false; if :: moved = true :: moved = false fi };

			/* P1.5: the loop is left on FROZEN alone. */
			do
			:: atomic { in_band && state == FROZEN } -> break
			:: atomic { in_band && state != FROZEN } ->
				atomic { in_band -> half = asleep };
				if
				:: atomic { in_band && MUTANT != 8 && state == FROZEN } -> half = awake
				:: atomic { in_band && (MUTANT == 8 || state != FROZEN) } ->
					if
					:: atomic { in_band && signal_pending } ->
						half = asleep_deep;
						seen = state;
						kick(seen);
						if
						:: state == FROZEN -> half = awake
						:: else
						fi
					:: atomic { in_band && !signal_pending } -> skip
					fi;
					half == awake
				fi
			od;

			/* P2.6: the registers come back; only now may anybody reuse the TCB. */
			atomic { in_band -> assert(saved) };
			assert(result != none);
			consume_result();
			state = INBAND;
			round++
		fi
	od;
	finished = true
}

/* P3, P4 and everything the RT half does, on CPU 0. */
active proctype OutOfBand() {
	do
	:: atomic { !hard_off && !oob && (resched_ipi || state == READY) -> oob = true };
dispatch:
		take_lock();
		resched_ipi = false;
		if
		:: state == READY -> state = RUNNING; saved = false; drop_lock()
		:: else -> drop_lock(); goto root
		fi;
user:
		/* The way to user mode looks at the kick flag with interrupts off. */
		if
		:: kick_flag && MUTANT != 6 -> goto bounce
		:: else
		fi;
		enter_user();
		consume_result();
		if
		:: leave_user(); goto bounce		/* a foreign system call or a fault */
		:: leave_user(); goto native_wait
		:: skip				/* spins for ever */
		fi;
		resched_ipi;
		leave_user();
		resched_ipi = false;
		goto user;
native_wait:
		take_lock();
		result = none;
		if
		:: sem > 0 -> atomic { sem--; taken++; result = got }; drop_lock(); goto user
		:: else ->
			if
			:: kick_flag && MUTANT != 6 -> drop_lock(); goto bounce
			:: else
			fi;
			saved = true;
			state = BLOCKED;
			drop_lock();
			goto root
		fi;
bounce:
		take_lock();
		if
		:: result == none -> result = interrupted
		:: else
		fi;
		freeze();
		drop_lock();
		if
		:: MUTANT != 9 -> irq_work = true
		:: else
		fi;
root:
		if
		:: atomic { resched_ipi || state == READY } -> goto dispatch
		:: atomic { !resched_ipi && state != READY } -> oob = false
		fi
	:: finished -> break
	od
}

/* The logged irq_work of CPU 0: waits while CPU 0 is out of band. */
active proctype IrqWork() {
	do
	:: atomic { irq_work && !oob && !hard_off -> irq_work = false }; half = awake
	od
}

active proctype Signaller() {
	byte n;
	mtype seen = INBAND;

	do
	:: n == SIGNALS -> break
	:: else ->
		signal_pending = true;		/* an atomic bit operation: a full barrier */
		atomic { if :: half == asleep -> half = awake :: else fi };
		seen = state;
		if
		:: is_oob(seen) && MUTANT != 5 -> kick(seen)
		:: else
		fi;
		n++
	od
}

active proctype Poster() {
	do
	:: posted == POSTS -> break
	:: else ->
		take_lock();
		posted++;
		if
		:: state == BLOCKED && !buffered ->
			taken++;
			result = got;
			state = READY;
			resched_ipi = true
		:: else -> sem++
		fi;
		drop_lock()
	od
}

/* The store buffer drains by itself at some time. */
active proctype StoreBuffer() {
	do
	:: atomic { buffered -> state = buffered_state; buffered = false }
	od
}

/* What must hold when nothing can move any more. It sees every deadlock (pan runs with -E): no lost
 * signal, no lost wake-up, no lost thread.
 */
active proctype Monitor() {
	timeout;
	assert(!hard_lock && !hard_off);
	assert(posted == taken + sem);
	assert(taken == observed);
	assert(finished || state == BLOCKED || state == RUNNING);
	assert(finished || !signal_pending);
	assert(finished || !(state == BLOCKED && sem > 0))
}
