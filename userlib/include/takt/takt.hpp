// SPDX-License-Identifier: MIT
// Includes all of the library.
#pragma once

#include "takt/channel.hpp"
#include "takt/clock.hpp"
#include "takt/condition_variable.hpp"
#include "takt/event_flags.hpp"
#include "takt/log.hpp"
#include "takt/mutex.hpp"
#include "takt/periodic.hpp"
#include "takt/queue.hpp"
#include "takt/semaphore.hpp"
#include "takt/stage.hpp"
#include "takt/thread.hpp"
