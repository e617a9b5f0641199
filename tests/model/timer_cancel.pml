/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the proof that cancelling a timer is safe against its expiry, and that no expiry is lost. */

/*
 * CPU 0 owns a queue of two timers, one one-shot with which a thread waits for an object ("timeout"),
 * one periodic, and the hardware shot. CPU 1 wakes the waiter (which cancels the timeout), arms and
 * cancels the periodic timer from afar. Time advances only where CPU 0 is not late on purpose: any
 * delay between the shot and the pass is explored.
 *
 * I28: none fires early; a cancelled timer never fires after cancel returns. No timer stays armed
 * beyond its time once the CPU is idle. The wait ends exactly once, by wake-up or by timeout.
 *
 * Mutants, each of which must be caught:
 *   1  the expiry pass drops the lock between taking a timer off and firing it
 *   2  a periodic timer is armed again after its lock was dropped, whatever happened meanwhile
 *   3  arming an earlier timer from afar does not have the shot moved
 *   4  the pass does not program the next shot
 *   5  the pass fires what is due at the next tick
 *   6  the waker does not cancel the timeout
 *   7  the waker decides whether there is a waiter before it has the lock
 */
#ifndef MUTANT
#define MUTANT 0
#endif

#define HORIZON	6
#define NEVER	99
#define TIMEOUT	0
#define PERIODIC 1
#define PERIOD	2

byte now;
byte deadline[2] = NEVER;	/* NEVER: not armed */
byte shot = NEVER;
bool hard_lock, ipi;
bool waiting;			/* the thread is linked to the object and blocked */
bool with_timeout;		/* and asked for a timeout: its second wait does not */
byte wakes, waits;		/* ghosts: waits that ended, waits begun */
bool cancelled;			/* ghost: a cancel of the periodic timer has returned and nobody armed it since */

inline take_lock() { atomic { !hard_lock -> hard_lock = true } }
inline drop_lock() { hard_lock = false }

#define earliest	(deadline[0] < deadline[1] -> deadline[0] : deadline[1])

/* The shot never goes off before its time, late at will. */
active proctype Clock() {
	do
	:: atomic { now < HORIZON -> now++ }
	:: now == HORIZON -> break
	od
}

/* Bounded as in the core: at most one expiry a pass here, so that a second pass is needed for two. */
active proctype Owner() {
	byte t, due;
	bool again;

	do
	:: atomic { (shot != NEVER && now >= shot) || ipi -> shot = NEVER; ipi = false };
		take_lock();
		t = (deadline[0] <= deadline[1] -> 0 : 1);
		due = deadline[t];
		if
		:: due != NEVER && (now >= due || (MUTANT == 5 && now + 1 >= due)) ->
			deadline[t] = NEVER;
			if
			:: MUTANT == 1 -> drop_lock(); take_lock()
			:: else
			fi;
			assert(now >= due);
			if
			:: t == TIMEOUT ->
				if
				:: waiting -> assert(with_timeout); waiting = false; wakes++
				:: else
				fi
			:: else ->
				assert(!cancelled);
				if
				:: MUTANT == 2 -> drop_lock(); take_lock()
				:: else
				fi;
				if
				:: due + PERIOD <= HORIZON -> deadline[PERIODIC] = due + PERIOD
				:: else
				fi
			fi
		:: else
		fi;
		if
		:: MUTANT == 4 -> skip
		:: else -> shot = earliest
		fi;
		drop_lock();
		assert(wakes <= waits)
	:: timeout -> break
	od;

	/* Nothing can move any more, and time is at its end: whatever was due has been fired. */
	assert(!hard_lock && now == HORIZON);
	assert(deadline[0] == NEVER && deadline[1] == NEVER);
	assert(wakes + waiting == waits);
	assert(!waiting || !with_timeout)
}

/* The waiting thread runs on the owner's CPU, between two passes: so it holds the lock for its block. */
active proctype Waiter() {
	byte n;

	do
	:: n == 2 -> break
	:: else ->
		take_lock();
		waiting = true;
		waits++;
		with_timeout = (n == 0);
		if
		:: with_timeout ->
			deadline[TIMEOUT] = (now + 2 < HORIZON -> now + 2 : HORIZON);
			shot = earliest
		:: else
		fi;
		drop_lock();
		!waiting;
		n++
	od
}

/* The other CPU: wakes the waiter, and arms and cancels the periodic timer. */
active proctype Remote() {
	byte n;
	bool seen;

	do
	:: n == 3 -> break
	:: n < 3 ->
		seen = waiting;
		take_lock();
		if
		:: (MUTANT == 7 -> seen : waiting) ->
			waiting = false;
			wakes++;
			if
			:: MUTANT == 6 -> skip
			:: else -> deadline[TIMEOUT] = NEVER
			fi
		:: else
		fi;
		drop_lock();
		n++
	:: n < 3 -> take_lock();
		if
		:: atomic {
			deadline[PERIODIC] == NEVER && now < HORIZON ->
			cancelled = false;
			deadline[PERIODIC] = now + 1
		   };
			if
			:: deadline[PERIODIC] < shot && MUTANT != 3 -> ipi = true
			:: else
			fi
		:: else
		fi;
		drop_lock();
		n++
	:: n < 3 -> take_lock();
		deadline[PERIODIC] = NEVER;
		cancelled = true;
		drop_lock();
		n++
	od
}
