/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the proof of the donation rule: four threads nest three mutexes in any order on one CPU. */

/*
 * Thread i has a scheduling context of urgency i (3 is the most urgent). A blocked thread's context
 * stays queued; the dispatcher picks the most urgent context whose chain blocked_on -> owner ends in a
 * thread that can run. Waits may time out at any instant, threads sleep and wake at any instant.
 *
 * After every step everything is recomputed from scratch: effective urgency by transitive closure
 * (I15, I16), the graph is acyclic (I17), a release hands to the most urgent waiter and nobody waits
 * for a free mutex (I18). All threads come to their end: a refused cycle is what avoids deadlock.
 *
 * Mutants, each of which must be caught:
 *   1  no cycle check at lock time
 *   2  the cycle check looks at one link only
 *   3  the dispatcher follows one link only
 *   4  a release hands to the waiter with the lowest number
 *   5  a timeout leaves the waiter among the waiters
 *   6  the new owner keeps its blocked_on
 *   7  a release with waiters leaves the mutex free
 *   8  urgency is the waiter's own, without what is donated to it
 */
#ifndef MUTANT
#define MUTANT 0
#endif

#define N	4
#define M	3
#define NONE	N
#define OPS	3	/* lock calls and naps a thread makes */

byte owner[M] = NONE;		/* of mutex m */
byte blocked_on[N] = NONE;	/* mutex thread t waits for */
bool waiting[12];		/* mutex m, thread t at m * N + t: the wait queue itself */
bool asleep[N], done[N];
byte locks_left[N];
byte running = NONE;

byte cs[M];			/* ghost: threads that believe they own mutex m */

/* The dispatcher: the first hit from the top. Scratch variables are reset: they are no state. */
inline pick() {
	hidden_i = N; running = NONE;
	do
	:: hidden_i > 0 && running == NONE ->
		hidden_i--;
		if
		:: done[hidden_i] || asleep[hidden_i] -> skip
		:: else ->
			hidden_t = hidden_i; hidden_n = 0;
			do
			:: hidden_n < N && blocked_on[hidden_t] != NONE && owner[blocked_on[hidden_t]] != NONE &&
			   !(MUTANT == 3 && hidden_n == 1) ->
				hidden_t = owner[blocked_on[hidden_t]]; hidden_n++
			:: else -> break
			od;
			if
			:: blocked_on[hidden_t] == NONE && !asleep[hidden_t] -> running = hidden_t
			:: else
			fi
		fi
	:: else -> break
	od;
	hidden_i = 0; hidden_t = 0; hidden_n = 0
}

/* Effective urgency of t (plus one, 0 for none), by closure over all contexts: nothing is cached. */
inline urgency(t, result) {
	result = 0; hidden_i = 0;
	do
	:: hidden_i < N ->
		if
		:: done[hidden_i] || asleep[hidden_i] -> skip
		:: else ->
			hidden_u = hidden_i; hidden_n = 0;
			do
			:: hidden_n <= N && hidden_u != t && blocked_on[hidden_u] != NONE &&
			   owner[blocked_on[hidden_u]] != NONE ->
				hidden_u = owner[blocked_on[hidden_u]]; hidden_n++
			:: else -> break
			od;
			if
			:: hidden_u == t && hidden_i + 1 > result -> result = hidden_i + 1
			:: else
			fi
		fi;
		hidden_i++
	:: else -> break
	od;
	hidden_i = 0; hidden_u = 0; hidden_n = 0
}

hidden byte hidden_i, hidden_t, hidden_n, hidden_u, hidden_best, hidden_e, hidden_w, hidden_m;

/* The independent check after each step. */
inline check() {
	/* I17: from every thread the walk ends. */
	hidden_w = 0;
	do
	:: hidden_w < N ->
		hidden_u = hidden_w; hidden_n = 0;
		do
		:: blocked_on[hidden_u] != NONE && owner[blocked_on[hidden_u]] != NONE ->
			hidden_u = owner[blocked_on[hidden_u]]; hidden_n++;
			assert(hidden_n <= N)
		:: else -> break
		od;
		hidden_w++
	:: else -> break
	od;
	/* I14, I18: one owner each, waiters only where there is an owner, the queue agrees with the threads. */
	hidden_m = 0;
	do
	:: hidden_m < M ->
		assert(cs[hidden_m] == (owner[hidden_m] != NONE));
		hidden_w = 0;
		do
		:: hidden_w < N ->
			assert(waiting[hidden_m * N + hidden_w] == (blocked_on[hidden_w] == hidden_m));
			assert(!waiting[hidden_m * N + hidden_w] || owner[hidden_m] != NONE);
			hidden_w++
		:: else -> break
		od;
		hidden_m++
	:: else -> break
	od;
	/* I15, I1: who runs has the highest effective urgency of those that can. */
	if
	:: running != NONE ->
		assert(blocked_on[running] == NONE && !asleep[running]);
		urgency(running, hidden_best)
	:: else -> hidden_best = 0
	fi;
	hidden_w = 0;
	do
	:: hidden_w < N ->
		if
		:: !done[hidden_w] && !asleep[hidden_w] && blocked_on[hidden_w] == NONE ->
			urgency(hidden_w, hidden_e);
			assert(hidden_e <= hidden_best)
		:: else
		fi;
		hidden_w++
	:: else -> break
	od;
	hidden_w = 0; hidden_m = 0; hidden_n = 0; hidden_u = 0; hidden_e = 0; hidden_best = 0
}

/* Would blocking t on m close a cycle? Answers in hidden_e. */
inline would_cycle(t, m) {
	hidden_e = 0; hidden_u = owner[m]; hidden_n = 0;
	do
	:: hidden_u == t -> hidden_e = 1; break
	:: hidden_u != t && hidden_n < N && blocked_on[hidden_u] != NONE && !(MUTANT == 2) ->
		hidden_u = owner[blocked_on[hidden_u]]; hidden_n++
	:: else -> break
	od;
	if
	:: MUTANT == 1 && owner[m] != t -> hidden_e = 0
	:: else
	fi;
	hidden_u = 0; hidden_n = 0
}

inline lock(t, m) {
	if
	:: owner[m] == NONE -> owner[m] = t; cs[m]++
	:: else ->
		would_cycle(t, m);
		if
		:: hidden_e == 0 -> blocked_on[t] = m; waiting[m * N + t] = true
		:: else			/* refused: the thread goes on without it */
		fi;
		hidden_e = 0
	fi
}

inline unlock(t, m) {
	cs[m]--;
	hidden_t = NONE; hidden_best = 0; hidden_w = 0;
	do
	:: hidden_w < N ->
		if
		:: waiting[m * N + hidden_w] ->
			if
			:: MUTANT == 8 -> hidden_e = hidden_w + 1
			:: else -> urgency(hidden_w, hidden_e)
			fi;
			if
			:: hidden_t == NONE || (hidden_e > hidden_best && MUTANT != 4) ->
				hidden_t = hidden_w; hidden_best = hidden_e
			:: else
			fi
		:: else
		fi;
		hidden_w++
	:: else -> break
	od;
	if
	:: hidden_t == NONE || MUTANT == 7 -> owner[m] = NONE
	:: else ->
		/* I18 against a second computation: no other waiter is more urgent. */
		hidden_w = 0;
		do
		:: hidden_w < N ->
			if
			:: waiting[m * N + hidden_w] ->
				urgency(hidden_w, hidden_e);
				urgency(hidden_t, hidden_best);
				assert(hidden_e <= hidden_best)
			:: else
			fi;
			hidden_w++
		:: else -> break
		od;
		owner[m] = hidden_t; cs[m]++;
		waiting[m * N + hidden_t] = false;
		if
		:: MUTANT == 6 -> skip
		:: else -> blocked_on[hidden_t] = NONE
		fi
	fi;
	hidden_t = 0; hidden_w = 0; hidden_e = 0; hidden_best = 0
}

/* A wait ends by time; the thread goes on without the mutex. */
inline time_out(t) {
	if
	:: MUTANT == 5 -> skip
	:: else -> waiting[blocked_on[t] * N + t] = false
	fi;
	blocked_on[t] = NONE
}

proctype Thread(byte t) {
	byte m;

	do
	:: d_step { running == t && locks_left[t] > 0 && owner[0] != t -> locks_left[t]--; lock(t, 0); pick(); check() }
	:: d_step { running == t && locks_left[t] > 0 && owner[1] != t -> locks_left[t]--; lock(t, 1); pick(); check() }
	:: d_step { running == t && locks_left[t] > 0 && owner[2] != t -> locks_left[t]--; lock(t, 2); pick(); check() }
	:: d_step { running == t && owner[0] == t -> unlock(t, 0); pick(); check() }
	:: d_step { running == t && owner[1] == t -> unlock(t, 1); pick(); check() }
	:: d_step { running == t && owner[2] == t -> unlock(t, 2); pick(); check() }
	:: d_step { running == t && locks_left[t] > 0 -> locks_left[t]--; asleep[t] = true; pick(); check() }
	:: d_step { asleep[t] -> asleep[t] = false; pick(); check() }
	:: d_step { blocked_on[t] != NONE -> time_out(t); pick(); check() }
	:: d_step {
		running == t && locks_left[t] == 0 && owner[0] != t && owner[1] != t && owner[2] != t ->
		done[t] = true; pick(); check()
	   }; break
	od
}

init {
	d_step {
		locks_left[0] = OPS; locks_left[1] = OPS; locks_left[2] = OPS; locks_left[3] = OPS;
		pick(); check()
	}
	atomic { run Thread(0); run Thread(1); run Thread(2); run Thread(3) }
}
