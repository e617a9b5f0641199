// SPDX-License-Identifier: GPL-2.0-only
/* /dev/takt: an open file is a process of the core. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "takt.h"

/* Shares of the core's tables, so that one process cannot use them up alone. */
static const struct takt_quota quota = {
	.threads = 64,
	.mutexes = 128,
	.conds = 64,
	.semaphores = 64,
	.flags = 32,
	.queues = 16,
	.timers = 128,
};

static void destroy_proc(struct kref *ref)
{
	struct takt_proc *proc = container_of(ref, struct takt_proc, ref);

	mutex_lock(&takt_tables);
	list_del(&proc->list);
	mutex_unlock(&takt_tables);
	WARN_ON(takt_core_process_detach(takt_core, proc->process));
	__free_page(proc->mutex_words);
	kfree(proc);
}

void takt_proc_put(struct takt_proc *proc)
{
	kref_put(&proc->ref, destroy_proc);
}

static int takt_open(struct inode *inode, struct file *file)
{
	struct takt_proc *proc = kzalloc(sizeof(*proc), GFP_KERNEL);
	struct takt_process_params params = { .quota = quota };
	int err = -ENOMEM;

	BUILD_BUG_ON(TAKT_MUTEX_WORDS_BYTES != PAGE_SIZE);
	if (!proc)
		return -ENOMEM;
	proc->mutex_words = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!proc->mutex_words)
		goto free_proc;
	params.mutex_words = page_address(proc->mutex_words);
	err = takt_core_process_attach(takt_core, &params, &proc->process);
	if (err) {
		err = -ENOSPC;
		goto free_words;
	}
	kref_init(&proc->ref);
	proc->mm = current->mm;
	proc->pid = task_tgid_nr(current);
	file->private_data = proc;
	mutex_lock(&takt_tables);
	list_add_tail(&proc->list, &takt_procs);
	mutex_unlock(&takt_tables);
	return 0;

free_words:
	__free_page(proc->mutex_words);
free_proc:
	kfree(proc);
	return err;
}

static int takt_close(struct inode *inode, struct file *file)
{
	takt_proc_put(file->private_data);
	return 0;
}

static long do_attach(struct takt_proc *proc, void __user *user)
{
	struct takt_attach attach;
	u32 size;
	long err;

	if (get_user(size, (u32 __user *)user))
		return -EFAULT;
	if (size < sizeof(attach))
		return -EINVAL;
	err = copy_struct_from_user(&attach, sizeof(attach), user, size);
	if (err)
		return err;
	err = takt_attach(proc, &attach);
	if (copy_to_user(user, &attach, sizeof(attach)))
		err = err ?: -EFAULT;
	return err;
}

static long takt_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *user = (void __user *)argument;
	struct takt_mode mode;

	switch (command) {
	case TAKT_IOC_ATTACH:
		return do_attach(file->private_data, user);
	case TAKT_IOC_DETACH:
		return takt_detach_current();
	case TAKT_IOC_SET_MODE:
		if (copy_from_user(&mode, user, sizeof(mode)))
			return -EFAULT;
		return takt_set_mode(&mode);
	default:
		return -ENOTTY;
	}
}

static int map_mutex_words(struct takt_proc *proc, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (proc->mm != current->mm)
		return -EPERM;
	vm_flags_set(vma, VM_DONTCOPY | VM_DONTEXPAND);
	return vm_insert_page(vma, vma->vm_start, proc->mutex_words);
}

static int takt_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct takt_proc *proc = file->private_data;
	struct page *page;
	int err;

	if (vma->vm_end - vma->vm_start != PAGE_SIZE)
		return -EINVAL;
	if (vma->vm_pgoff == TAKT_MUTEX_WORDS_OFFSET >> PAGE_SHIFT)
		return map_mutex_words(proc, vma);
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	vm_flags_clear(vma, VM_MAYWRITE);
	page = takt_status_page(proc, vma->vm_pgoff);
	if (!page)
		return -ENOENT;
	err = vm_insert_page(vma, vma->vm_start, page);
	put_page(page);
	return err;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = takt_open,
	.release = takt_close,
	.unlocked_ioctl = takt_ioctl,
	.mmap = takt_mmap,
	.llseek = noop_llseek,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "takt",
	.mode = 0660,
	.fops = &fops,
};

int takt_device_start(void)
{
	return misc_register(&device);
}

void takt_device_stop(void)
{
	misc_deregister(&device);
}
